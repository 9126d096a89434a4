import * as z from 'zod';
import type { Clock } from '../platform/clock.ts';
import type { Redact } from '../platform/redact.ts';
import { TransportError } from '../platform/transport.ts';
import { onAbort } from '../platform/on-abort.ts';
import type { Cache } from './cache.ts';
import { answerError, githubError, transportError } from './errors.ts';
import type { Request } from './octokit.ts';
import type { Conditional } from './types.ts';

/** What the parts of the client share. */
export interface Api {
  readonly request: Request;
  /** The same for GraphQL queries: to Octokit they are writes, and a claim must not wait a second for each. */
  readonly query: Request;
  readonly clock: Clock;
  readonly cache: Cache;
  /** For words of GitHub's that go into an error. */
  readonly redact: Redact;
  readonly signedIn: boolean;
  readonly graphqlUrl: string;
  readonly webUrl: string;
}

/** One thing to ask of GitHub. */
export interface Question<T> {
  /** What is tried, as in "could not {doing}". */
  doing: string;
  /** Sends it with the request function it is given. */
  send(request: Request): Promise<{ data: unknown }>;
  /** What the answer must look like; it is also where it is brought into our own shape. */
  shape: z.ZodType<T>;
  signal: AbortSignal | undefined;
  /** For what must not be sent twice. Reads and idempotent writes are sent again by Octokit on a 5xx. */
  once?: boolean;
}

/** The parsed answer. @throws MaestroError `github.*`, or the signal's reason. */
export async function ask<T>(api: Api, question: Question<T>): Promise<T> {
  const answer = await sent(api, question, {});
  if (answer === 'not-modified')
    throw githubError('github.bad-answer', question.doing, 'GitHub answered 304 unasked');
  return parsed(question, answer.data);
}

/** Sends something whose answer does not matter as long as it is a success. */
export async function tell(api: Api, question: Omit<Question<unknown>, 'shape'>): Promise<void> {
  await ask(api, { ...question, shape: z.unknown() });
}

/**
 * Like `ask`, with the ETag of the last answer under `key`. What is kept is the parsed value, never the whole body.
 * `kept` is the shape of that value, for the way back from the disk.
 */
export async function askIfChanged<T>(
  api: Api,
  question: Question<T> & { key: string; kept: z.ZodType<T> },
): Promise<Conditional<T>> {
  const last = await api.cache.read(question.key, z.object({ etag: z.string(), value: question.kept }));
  const answer = await sent(api, question, last ? { 'if-none-match': last.etag } : {});
  if (answer !== 'not-modified') {
    const value = parsed(question, answer.data);
    if (answer.headers.etag)
      await api.cache.write(question.key, { etag: String(answer.headers.etag), value });
    return { changed: true, value };
  }
  if (last) return { changed: false, value: last.value as T };
  throw githubError('github.bad-answer', question.doing, 'GitHub answered 304 unasked');
}

type Headers = Readonly<Record<string, string | number | undefined>>;

async function sent(
  api: Api,
  { doing, send, signal, once }: Omit<Question<unknown>, 'shape'>,
  headers: Record<string, string>,
): Promise<{ data: unknown; headers: Headers } | 'not-modified'> {
  signal?.throwIfAborted();
  const request = api.request.defaults({
    headers,
    request: { ...(signal ? { signal } : {}), ...(once ? { retries: 0 } : {}) },
  });
  try {
    const answer = await orAborted(send(request as Request), signal);
    return { data: answer.data, headers: (answer as { headers?: Headers }).headers ?? {} };
  } catch (error) {
    signal?.throwIfAborted();
    if ((error as Partial<AnsweredError>).status === 304) return 'not-modified';
    throw explained(api, doing, error);
  }
}

/** Octokit's error: it always has a status, and a response when one came. */
interface AnsweredError extends Error {
  status: number;
  response?: { headers: Headers; data: unknown };
}

// Octokit's own errors hold the whole request: they are described, never passed on as a cause.
function explained(api: Api, doing: string, error: unknown): Error {
  if (error instanceof TransportError) return transportError(doing, error);
  if (!(error instanceof Error)) return githubError('github.unavailable', doing, 'an unknown failure');
  if (error.cause instanceof TransportError) return transportError(doing, error.cause);
  const { status, response } = error as AnsweredError;
  if (response) {
    const answer = { status, headers: response.headers, data: response.data };
    return answerError(doing, answer, api.clock.now(), api.redact);
  }
  return githubError('github.unavailable', doing, `the request failed (${error.name})`);
}

function parsed<T>({ doing, shape }: Pick<Question<T>, 'doing' | 'shape'>, data: unknown): T {
  const result = shape.safeParse(data);
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join('.') || 'the whole of it';
  throw githubError(
    'github.bad-answer',
    doing,
    `GitHub's answer has an unknown shape (${where})`,
    {},
    result.error,
  );
}

// A request may wait in Octokit's queue, where it does not see the signal.
async function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  let unheard = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    unheard = onAbort(signal, () => reject(signal.reason as Error));
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    unheard();
    // Lost the race: its failure has been told already, by the signal's reason.
    work.catch(() => undefined);
  }
}
