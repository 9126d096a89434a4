import type { IncomingMessage, ServerResponse } from 'node:http';
import { operationNameOf } from '../../forge/graphql/operation-name.ts';
import { type Answer, json } from '../../forge/http/answer.ts';
import { parseBody, readBody } from '../../forge/http/body.ts';
import { send, sendFault } from '../../forge/http/deliver.ts';
import type { FaultBook, FaultRule } from '../../forge/http/faults.ts';
import { ownUrl } from '../../forge/http/own-url.ts';
import { GitHubProblem } from '../../forge/http/problem.ts';
import { type GraphqlApi, refused } from '../graphql/execute.ts';
import type { ProblemKind } from '../graphql/problem.ts';
import type { User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import type { LinearExchange } from './exchange.ts';

/** Where GraphQL is answered. */
export const GRAPHQL = '/graphql';

/** What serving needs. */
export interface Serving {
  readonly world: World;
  readonly faults: FaultBook;
  readonly graphql: GraphqlApi;
  /** Aborted when the server is to stop. */
  readonly signal: AbortSignal;
  /** Told of every exchange, after its answer was sent. */
  readonly onExchange: (exchange: LinearExchange) => void;
}

/** Answers one request to its end. */
export async function serve(
  { world, faults, graphql, signal, onExchange }: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = ownUrl(request, world.url);
  if (typeof url === 'number') return send(response, json(url, { message: 'Not for this server.' }));
  if (url.pathname !== GRAPHQL || request.method !== 'POST') return send(response, page(world, url.pathname));
  const body = await bodyOf(request);
  const operation = operationNameOf(body);
  const rule = faults.take({ method: 'POST', target: url.pathname + url.search, graphql: operation });
  await rule?.before?.();
  const user = identify(world, request.headers.authorization);
  const isPerformed = !rule || rule.afterEffect || rule.action === 'slow-body';
  const performed = isPerformed
    ? body === undefined
      ? refused('input', {}, 'The body is no JSON.')
      : await graphql(user, body)
    : null;
  if (!rule && performed) send(response, performed);
  if (rule) faults.strike();
  const sent = rule ? await sendFault(response, linearFault(rule), performed, signal) : performed;
  onExchange({
    operation,
    user: user?.name ?? null,
    requestBody: body,
    status: sent?.status ?? 0,
    responseBody: String(sent?.body ?? ''),
    faulted: rule !== null,
  });
}

/** The parsed body; undefined when it is none. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  try {
    return parseBody(await readBody(request));
  } catch (error) {
    // Too large or no JSON: whoever answers says so in Linear's own words.
    if (error instanceof GitHubProblem) return undefined;
    throw error;
  }
}

/** API keys stand alone in the header, OAuth tokens behind `Bearer`: Linear takes neither in the other's place. */
function identify(world: World, authorization: string | undefined): User | null {
  return world.users.find(({ key }) => key === authorization) ?? null;
}

const KINDS: Record<number, ProblemKind> = {
  400: 'input',
  401: 'unauthenticated',
  403: 'forbidden',
  429: 'limited',
};

/** A fault that is just a status says it in Linear's words. */
function linearFault(rule: FaultRule): FaultRule {
  if (typeof rule.action !== 'number') return rule;
  const { body } = refused(KINDS[rule.action] ?? 'internal');
  return { ...rule, action: { status: rule.action, body: String(body) } };
}

function page(world: World, path: string): Answer {
  const issue = world.issues.find(({ identifier }) => path.endsWith(`/${identifier}`));
  const text = issue
    ? `${issue.identifier} ${issue.title} (${issue.state.name})\n`
    : 'The rehearsal of Linear.\n';
  return {
    status: issue || path === '/' ? 200 : 404,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: text,
  };
}
