/**
 * Does something when a signal is aborted: at once when it was already, for a signal says so only to those who listened before.
 * @returns ends the listening. Call it when the work is over: signals of long runs live longer than what listens to them.
 */
export function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal?.aborted) {
    act();
    return () => undefined;
  }
  signal?.addEventListener('abort', act, { once: true });
  return () => signal?.removeEventListener('abort', act);
}
