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
  const abort = (): void => stop.abort(signal?.reason);
  const timer = setTimeout(() => stop.abort(new DOMException(`No end within ${ms} ms.`, 'TimeoutError')), ms);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await run(stop.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
