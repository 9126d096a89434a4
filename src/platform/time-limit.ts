import { onAbort } from './on-abort.ts';

/** Starts a time limit: calls `expire` when `ms` milliseconds are over. @returns ends it before that. */
export type StartLimit = (ms: number, expire: () => void) => () => void;

/** By the machine's own clock. */
export const startLimit: StartLimit = (ms, expire) => {
  const timer = setTimeout(expire, ms);
  return () => clearTimeout(timer);
};

/**
 * Runs something that listens to a signal, and aborts that signal after `ms` milliseconds or together with `signal`.
 * The limit's own reason is a `TimeoutError`. (`AbortSignal.any` over `AbortSignal.timeout` may be collected while it is
 * waited for on Node 20, so that it never fires.)
 */
export async function withTimeLimit<T>(
  ms: number,
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const end = startLimit(ms, () => stop.abort(new DOMException(`No end within ${ms} ms.`, 'TimeoutError')));
  const unheard = onAbort(signal, () => stop.abort(signal?.reason));
  try {
    return await run(stop.signal);
  } finally {
    end();
    unheard();
  }
}
