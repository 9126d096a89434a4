import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitRequest, refusal, serveGit } from '../git/http.ts';
import type { GraphqlApi } from '../graphql/execute.ts';
import { webPage } from '../pages.ts';
import { rawFile } from '../raw.ts';
import type { User } from '../world/types.ts';
import { findRepository, type World } from '../world/world.ts';
import { type Answer, json } from './answer.ts';
import { parseBody, readBody } from './body.ts';
import { conditional } from './conditional.ts';
import { send, sendFault } from './deliver.ts';
import type { Exchange, ExchangeKind } from './exchange.ts';
import type { FaultBook } from './faults.ts';
import { identify } from './identify.ts';
import { type Limits, limitHeaders, refuseExhausted } from './limits.ts';
import { ownUrl } from './own-url.ts';
import { GitHubProblem } from './problem.ts';
import type { Found, Router } from './router.ts';

const REST = '/api/v3';
const GRAPHQL = '/api/graphql';

/** What serving needs. */
export interface Serving {
  readonly world: World;
  readonly limits: Limits;
  readonly faults: FaultBook;
  readonly router: Router;
  readonly graphql: GraphqlApi;
  /** Told of every exchange, after its answer was sent. */
  readonly onExchange: (exchange: Exchange) => void;
}

/** A request on its way through. */
interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly method: string;
  readonly kind: ExchangeKind;
}

/** What came of a request, for `onExchange`. */
interface Outcome {
  /** The REST route; null when there is none, or the request is of another kind. */
  found: Found | null;
  /** What it is called otherwise. */
  operation: string | null;
  user: User | null;
  requestBody: unknown;
}

/** Answers one request to its end. */
export async function serve(
  serving: Serving,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = ownUrl(request, serving.world.url);
  if (typeof url === 'number') return send(response, json(url, { message: 'Not for this server.' }));
  const visit: Visit = { request, response, url, method: request.method ?? 'GET', kind: kindOf(url) };
  const outcome: Outcome = { found: null, operation: null, user: null, requestBody: undefined };
  if (visit.kind === 'git') await visitGit(serving, visit, outcome);
  else await visitApi(serving, visit, outcome);
}

function kindOf(url: URL): ExchangeKind {
  if (url.pathname === GRAPHQL) return 'graphql';
  if (url.pathname.startsWith(`${REST}/`)) return 'rest';
  if (url.pathname.startsWith('/raw/')) return 'raw';
  return gitRequest(url) ? 'git' : 'page';
}

async function visitApi(serving: Serving, visit: Visit, outcome: Outcome): Promise<void> {
  const { request, response, url, method, kind } = visit;
  const { world, faults, graphql, router } = serving;
  const read = await attempt(async () => {
    if (kind === 'rest') outcome.found = router(method, url.pathname.slice(REST.length));
    return parseBody(await readBody(request));
  });
  if ('value' in read) outcome.requestBody = read.value;
  const name = kind === 'graphql' ? graphql.operationName(outcome.requestBody) : null;
  const rule = faults.take({ method, target: url.pathname + url.search, graphql: name });
  await rule?.before?.();
  const isPerformed = !rule || rule.afterEffect || rule.action === 'slow-body';
  const answer = isPerformed
    ? 'problem' in read
      ? read.problem
      : await perform(serving, visit, outcome)
    : null;
  if (kind === 'graphql') outcome.operation = name;
  if (!rule && answer) send(response, answer);
  if (rule) faults.strike();
  const sent = rule ? await sendFault(response, rule, answer, world.signal) : answer;
  tell(serving, visit, outcome, sent ?? { status: 0, headers: {}, body: '' }, rule !== null);
}

/** Runs something; a GitHubProblem becomes its answer. */
async function attempt<T>(act: () => Promise<T>): Promise<{ value: T } | { problem: Answer }> {
  try {
    return { value: await act() };
  } catch (error) {
    if (!(error instanceof GitHubProblem)) throw error;
    return { problem: json(error.status, error.body(), error.headers) };
  }
}

async function perform(serving: Serving, visit: Visit, outcome: Outcome): Promise<Answer> {
  const { request, url, kind } = visit;
  const { world } = serving;
  const done = await attempt(async () => {
    outcome.user = identify(world, request.headers);
    if (kind === 'raw') return rawFile(world, outcome.user, url.pathname);
    if (kind === 'page') return webPage(world, url.pathname);
    if (kind === 'rest') return performRest(serving, visit, outcome);
    if (visit.method !== 'POST') throw new GitHubProblem(404, 'Not Found');
    return serving.graphql.answer(outcome.user, outcome.requestBody);
  });
  if ('problem' in done) return done.problem;
  return kind === 'raw' ? conditional(done.value, request.headers['if-none-match']) : done.value;
}

async function performRest(serving: Serving, visit: Visit, outcome: Outcome): Promise<Answer> {
  const { world, limits } = serving;
  const { request, url, method } = visit;
  const { user, found } = outcome;
  const path = url.pathname.slice(REST.length);
  const isFree = path === '/rate_limit';
  const done = await attempt(async () => {
    if (!isFree) refuseExhausted(user, limits.standing(user, 'core'));
    limits.refuseSecondary(method !== 'GET');
    if (!found) throw new GitHubProblem(501, `The rehearsal forge does not model ${method} ${path}.`);
    const call = {
      world,
      limits,
      user,
      params: found.params,
      url,
      body: outcome.requestBody,
      accept: request.headers.accept ?? '',
    };
    const handle = async (): Promise<Answer> => found.route.handle(call);
    return method === 'GET' ? handle() : world.exclusive(handle);
  });
  const answer = 'value' in done ? conditional(done.value, request.headers['if-none-match']) : done.problem;
  if (!isFree && answer.status !== 304) limits.charge(user, 'core', 1);
  return { ...answer, headers: { ...answer.headers, ...limitHeaders(limits.standing(user, 'core')) } };
}

async function visitGit(serving: Serving, visit: Visit, outcome: Outcome): Promise<void> {
  const { request, response, url, method } = visit;
  const { world, faults } = serving;
  const git = gitRequest(url);
  if (!git) return;
  outcome.operation = git.file === 'info/refs' ? `refs ${git.service}` : git.service;
  const rule = faults.take({ method, target: url.pathname + url.search, graphql: null });
  await rule?.before?.();
  if (rule && !rule.afterEffect) {
    request.resume();
    faults.strike();
    const sent = await sendFault(response, rule, null, world.signal);
    return tell(serving, visit, outcome, sent, true);
  }
  const known = await attempt(async () => {
    outcome.user = identify(world, request.headers);
    const refused = refusal(findRepository(world, git.slug), outcome.user, git.service);
    if (refused) throw new GitHubProblem(refused.status, refused.text);
  });
  if ('problem' in known) {
    request.resume();
    const { status } = known.problem;
    const challenge: Record<string, string> =
      status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
    const answer = { ...known.problem, headers: { ...known.problem.headers, ...challenge } };
    send(response, answer);
    return tell(serving, visit, outcome, answer, false);
  }
  const discard = rule !== null;
  const status = await serveGit(world, request, response, { url, git, user: outcome.user, discard });
  const served: Answer = { status, headers: {}, body: '' };
  if (rule) faults.strike();
  const sent = rule ? await sendFault(response, rule, null, world.signal) : served;
  tell(serving, visit, outcome, sent, discard);
}

function tell(serving: Serving, visit: Visit, outcome: Outcome, sent: Answer, faulted: boolean): void {
  const { kind, method, url } = visit;
  serving.onExchange({
    kind,
    method,
    target: url.pathname + url.search,
    operation: outcome.found?.route.operation ?? outcome.operation,
    params: outcome.found?.params ?? {},
    user: outcome.user?.login ?? null,
    requestBody: outcome.requestBody,
    status: sent.status,
    headers: sent.headers,
    responseBody: kind === 'git' ? '' : sent.body.toString(),
    faulted,
  });
}
