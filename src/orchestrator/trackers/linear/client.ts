import * as z from 'zod';
import type { Clock } from '../../../platform/clock.ts';
import { MaestroError } from '../../../platform/errors.ts';
import { redactor } from '../../../platform/redact.ts';
import { limitedFetch, TransportError } from '../../../platform/transport.ts';
import { VERSION } from '../../../platform/version.ts';
import { trackerError, transportFailure } from '../errors.ts';
import { LinearProblem, linearError } from './errors.ts';
import type { StartLimit } from '../../../platform/time-limit.ts';

/** How Linear is asked. */
export interface LinearWire {
  /** The GraphQL address. */
  endpoint: string;
  /** A personal API key (`lin_api_…`) or an OAuth token (`lin_oauth_…`). */
  key: string;
  clock: Clock;
  fetch: typeof fetch;
  /** Milliseconds for one answer with its whole body. */
  timeoutMs: number;
  startLimit: StartLimit | undefined;
  /** Milliseconds before a failed read is tried again, four times as many before the second. */
  retryBaseMs: number;
}

/** One thing to ask of Linear. */
export interface LinearQuestion<T> {
  /** What is tried, as in "could not {doing}". */
  doing: string;
  /** A query, or a mutation: that is never sent twice by the client. */
  query: string;
  variables: Record<string, unknown>;
  /** What `data` must look like. */
  shape: z.ZodType<T>;
  signal: AbortSignal;
}

/** What Linear answered to an operation of somebody else's words, errors and all. */
export interface RawAnswer {
  /** Nothing in it is an error. */
  ok: boolean;
  /** The whole of it, as it stands. */
  body: unknown;
}

/** A client for one key. */
export interface LinearClient {
  ask: AskLinear;
  /** Sends an operation once, whatever becomes of it. @throws MaestroError `tracker.*` when there is no answer of GraphQL's. */
  raw(
    operation: { query: string; variables: Record<string, unknown> },
    signal: AbortSignal,
  ): Promise<RawAnswer>;
}

/** Asks, and gives the parsed `data`. @throws MaestroError `tracker.*`, or the signal's reason. */
export type AskLinear = <T>(question: LinearQuestion<T>) => Promise<T>;

const Answer = z.object({ data: z.unknown().optional(), errors: z.array(LinearProblem).default([]) });
const RETRIES = 2;
// What another try of a read may change. A time limit is not among them: it has taken its full time already.
const PASSING = ['tracker.unavailable', 'tracker.offline'];

/** A client for one key. */
export function linearClient(wire: LinearWire): LinearClient {
  const { endpoint, key, clock } = wire;
  const redact = redactor([key]);
  const headers = {
    authorization: key.startsWith('lin_oauth_') ? `Bearer ${key}` : key,
    'content-type': 'application/json',
    'user-agent': `maestro-symphony/${VERSION}`,
  };
  const send = limitedFetch({
    service: 'Linear',
    fetch: wire.fetch,
    timeoutMs: wire.timeoutMs,
    startLimit: wire.startLimit,
    onHeaders: () => undefined,
  });

  /** One request and what GraphQL answers to it. */
  async function post(
    { doing, query, variables }: Pick<LinearQuestion<unknown>, 'doing' | 'query' | 'variables'>,
    signal: AbortSignal,
  ) {
    signal.throwIfAborted();
    const body = JSON.stringify({ query, variables });
    // A redirect could carry the key to somebody else.
    const response = await send(endpoint, { method: 'POST', headers, body, signal, redirect: 'error' }).catch(
      (error: unknown) => {
        signal.throwIfAborted();
        if (error instanceof TransportError) throw transportFailure(doing, error);
        throw trackerError('tracker.offline', doing, 'the request failed');
      },
    );
    const json = parsedJson(await response.text());
    const answer = Answer.safeParse(json);
    if (!answer.success) {
      const failure = { status: response.status, headers: response.headers, problems: [] };
      if (!response.ok) throw linearError(doing, failure, clock.now(), redact);
      throw trackerError('tracker.bad-answer', doing, "Linear's answer is not what GraphQL answers");
    }
    return { response, json, ...answer.data };
  }

  async function once<T>(question: LinearQuestion<T>): Promise<T> {
    const { doing, shape } = question;
    const { response, data, errors } = await post(question, question.signal);
    // Half a page is worse than none: an answer with any error in it counts as failed.
    if (!response.ok || errors.length > 0) {
      const { status, headers: told } = response;
      throw linearError(doing, { status, headers: told, problems: errors }, clock.now(), redact);
    }
    const parsed = shape.safeParse(data);
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') || 'the whole of it';
    throw trackerError('tracker.bad-answer', doing, `Linear's answer has an unknown shape (${where})`, {
      cause: parsed.error,
    });
  }

  const ask: AskLinear = async (question) => {
    const isMutation = question.query.startsWith('mutation');
    for (let tries = 0; ; tries++) {
      try {
        return await once(question);
      } catch (error) {
        const mayPass = error instanceof MaestroError && PASSING.includes(error.code);
        if (isMutation || !mayPass || tries >= RETRIES) throw error;
        await clock.sleep(wire.retryBaseMs * 4 ** tries, question.signal);
      }
    }
  };
  return {
    ask,
    async raw(operation, signal) {
      const doing = 'ask Linear what the agent wanted to know';
      const { response, json, data, errors } = await post({ doing, ...operation }, signal);
      if (data === undefined && errors.length === 0)
        throw trackerError('tracker.bad-answer', doing, "Linear's answer is not what GraphQL answers");
      return { ok: response.ok && errors.length === 0, body: json };
    },
  };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON has no shape either: the caller says so, without quoting what a stranger sent.
    return undefined;
  }
}
