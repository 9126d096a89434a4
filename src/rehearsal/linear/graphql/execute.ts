import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { GraphqlBody } from '../../forge/graphql/operation-name.ts';
import { type Answer, json } from '../../forge/http/answer.ts';
import type { Limits } from '../http/limits.ts';
import type { User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { complexityOf, MOST_COMPLEX } from './complexity.ts';
import { formatProblem, type ProblemKind, problem, statusOf } from './problem.ts';
import { mutations, queries } from './root.ts';
import { SDL } from './schema.ts';

/** Answers a request body for a user (null: no key, or one that nobody has). */
export type GraphqlApi = (user: User | null, body: unknown) => Promise<Answer>;

/** GraphQL over the world, by the slice of Linear's own schema in `schema.ts`. */
export function createGraphql(world: World, limits: Limits): GraphqlApi {
  const schema = buildSchema(SDL, { assumeValid: true });

  return async (user, body) => {
    if (!user) return refused('unauthenticated');
    const parsed = GraphqlBody.safeParse(body);
    if (!parsed.success) return refused('input', {}, 'The request needs a query.');
    const { query, operationName } = parsed.data;
    const variables = parsed.data.variables ?? {};
    const document = parsedOr(query);
    if (document instanceof GraphQLError) return invalid([document]);
    const errors = validate(schema, document);
    if (errors.length > 0) return invalid(errors);
    const operation = getOperationAST(document, operationName);
    if (!operation) return invalid([new GraphQLError('Must provide operation name.')]);
    const complexity = complexityOf(schema, document, operation, variables);
    if (complexity > MOST_COMPLEX) return refused('input', {}, `Query too complex (${complexity} points)`);
    const isAllowed = limits.take(user, complexity);
    const headers = { ...limits.headers(user), 'x-complexity': String(complexity) };
    if (!isAllowed) return refused('limited', headers);
    const isMutation = operation.operation === 'mutation';
    if (isMutation && !user.canWrite) return refused('forbidden', headers);
    const view = { world, user };
    const result = await execute({
      schema,
      document,
      operationName: operation.name?.value ?? null,
      variableValues: variables,
      rootValue: isMutation ? mutations(view) : queries(view),
    });
    return reply(result, headers);
  };
}

function parsedOr(query: string) {
  try {
    return parse(query, { maxTokens: 50_000 });
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

/** Errors of fields stand beside the data, with status 200. What is wrong with the variables is said with 400. */
function reply({ data, errors }: ExecutionResult, headers: Record<string, string>): Answer {
  if (data === undefined) return invalid(errors ?? []);
  return json(200, { data, ...(errors ? { errors: errors.map(formatProblem) } : {}) }, headers);
}

function invalid(errors: readonly GraphQLError[]): Answer {
  return json(400, { errors: errors.map(formatProblem) });
}

/** An answer that is one failure and no data. */
export function refused(kind: ProblemKind, headers: Record<string, string> = {}, message?: string): Answer {
  return json(statusOf(kind), { errors: [formatProblem(problem(kind, message))] }, headers);
}
