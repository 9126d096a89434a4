import * as z from 'zod';
import { oneLine } from '../platform/text.ts';
import { type Api, ask } from './api.ts';
import { githubError, rateLimitError } from './errors.ts';

/** One entry of GraphQL's `errors`; `path` leads to the field that is null because of it. */
export interface GraphqlProblem {
  type: string;
  message: string;
  path: (string | number)[];
}

const Answer = z.object({
  // GitHub leaves it out when nothing was run: a used-up allowance, a document that is not valid.
  data: z.unknown().optional(),
  errors: z
    .array(
      z.object({
        type: z.string().default(''),
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).default([]),
      }),
    )
    .default([]),
});

/** A GraphQL question. Queries are sent again by Octokit on a 5xx, unless `once`; mutations never are. */
export interface GraphqlQuestion<T> {
  doing: string;
  query: string;
  variables: Record<string, unknown>;
  /** What `data` must look like. */
  shape: z.ZodType<T>;
  signal: AbortSignal | undefined;
  once?: boolean;
}

/**
 * Sends a query or a mutation. A partial answer (data beside errors) is given with its problems.
 * @throws MaestroError `github.*` when there is no data at all, and `github.unauthorized` when signed out.
 */
export async function askGraphql<T>(
  api: Api,
  { doing, query, variables, shape, signal, once }: GraphqlQuestion<T>,
): Promise<{ data: T; problems: GraphqlProblem[] }> {
  if (!api.signedIn) throw githubError('github.unauthorized', doing, 'this needs a signed-in user');
  const isMutation = query.startsWith('mutation');
  const { data, errors: said } = await ask(isMutation ? api : { ...api, request: api.query }, {
    doing,
    send: (request) => request(`POST ${api.graphqlUrl}`, { query, variables }),
    shape: Answer,
    signal,
    once: once === true || isMutation,
  });
  const errors = said.map((problem) => ({ ...problem, message: api.redact(oneLine(problem.message, 300)) }));
  const limited = errors.find(({ type }) => type === 'RATE_LIMITED');
  if (limited) throw rateLimitError(doing, new Date(api.clock.now().getTime() + 60_000), 200);
  if (data === null || data === undefined) throw graphqlError(doing, errors);
  const parsed = shape.safeParse(data);
  if (parsed.success) return { data: parsed.data, problems: errors };
  if (errors.length > 0) throw graphqlError(doing, errors);
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw githubError(
    'github.bad-answer',
    doing,
    `GitHub's answer has an unknown shape (${where})`,
    {},
    parsed.error,
  );
}

/** The error for an answer that was nothing but problems. */
export function graphqlError(doing: string, problems: readonly GraphqlProblem[]): Error {
  const [first] = problems;
  const reason = `GitHub says ${first?.message ?? 'nothing'}`;
  return githubError(CODES[first?.type ?? ''] ?? 'github.unavailable', doing, reason);
}

const CODES: Record<string, string> = {
  NOT_FOUND: 'github.not-found',
  FORBIDDEN: 'github.forbidden',
  INSUFFICIENT_SCOPES: 'github.forbidden',
  UNPROCESSABLE: 'github.invalid',
};
