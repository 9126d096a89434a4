import { isAbort } from './errors.ts';
import { type StartLimit, startLimit } from './time-limit.ts';
import { onAbort } from './on-abort.ts';

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Why no whole answer came. `cut`: the connection broke while it was in use. `unreachable`: there was none. */
export type TransportFailure = 'timeout' | 'unreachable' | 'cut' | 'too-large';

/** No whole answer came. */
export class TransportError extends Error {
  readonly kind: TransportFailure;

  constructor(kind: TransportFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    // Octokit hands errors of the name AbortError on as they are, and plugin-retry leaves them alone. Only for a cut
    // connection is another try (of a read) worth while: the others have taken their full time or fail again at once.
    this.name = kind === 'cut' ? 'TransportError' : 'AbortError';
  }
}

/** How requests are sent. */
export interface TransportOptions {
  /** Who is asked, for messages. */
  service: string;
  fetch: typeof fetch;
  /** Milliseconds for the whole answer, its body included. */
  timeoutMs: number;
  startLimit?: StartLimit | undefined;
  /** Sees the headers of every answer. */
  onHeaders(headers: Headers): void;
}

/** A `fetch` that resolves only when the whole body is there, within the time limit and at most 32 MiB. */
export function limitedFetch(options: TransportOptions): typeof fetch {
  return async (input, init) => {
    const outer = init?.signal ?? undefined;
    outer?.throwIfAborted();
    const controller = new AbortController();
    const unheard = onAbort(outer, () => controller.abort(outer?.reason));
    let timedOut = false;
    const endLimit = (options.startLimit ?? startLimit)(options.timeoutMs, () => {
      timedOut = true;
      controller.abort();
    });
    let began = false;
    try {
      const response = await options.fetch(input, { ...init, signal: controller.signal });
      began = true;
      options.onHeaders(response.headers);
      const body = await wholeBody(response);
      return new Response(body, { status: response.status, headers: response.headers });
    } catch (error) {
      outer?.throwIfAborted();
      if (timedOut)
        throw new TransportError(
          'timeout',
          `no whole answer within ${options.timeoutMs / 1_000} seconds`,
          error,
        );
      throw classified(options.service, error, began);
    } finally {
      endLimit();
      unheard();
    }
  };
}

async function wholeBody(response: Response): Promise<Uint8Array | null> {
  if (!response.body || [204, 205, 304].includes(response.status)) {
    await response.body?.cancel();
    return null;
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(parts);
    size += value.byteLength;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel();
      throw new TransportError('too-large', 'the answer is larger than 32 MiB');
    }
    parts.push(value);
  }
}

// The codes of Node's system errors and of undici for connections that never came to be.
const NEVER_CONNECTED = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function classified(service: string, error: unknown, began: boolean): unknown {
  if (error instanceof TransportError || isAbort(error)) return error;
  if (!(error instanceof TypeError)) return error;
  const cause = error.cause as (Error & { code?: string; errors?: { code?: string }[] }) | undefined;
  const code = cause?.code ?? cause?.errors?.[0]?.code;
  if (!began && code !== undefined && NEVER_CONNECTED.has(code))
    return new TransportError('unreachable', `${service} cannot be reached (${code})`, error);
  if (!began && code !== undefined && /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code))
    return new TransportError('unreachable', `the secure connection was refused (${code})`, error);
  return new TransportError('cut', `the connection was cut${code ? ` (${code})` : ''}`, error);
}
