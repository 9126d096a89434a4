import { watch } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exists, resolveInside } from '../../../platform/files.ts';
import { onAbort } from '../../../platform/on-abort.ts';

/**
 * Ends once a file of this name is in the clone's `.maestro/`; the caller's limits hold meanwhile.
 * @throws the signal's reason; MaestroError `path.outside`.
 */
export async function fileIsThere(cwd: string, name: string, signal: AbortSignal): Promise<void> {
  const file = await resolveInside(cwd, `.maestro/${name}`);
  // While it was looked up the listener below was not there yet.
  signal.throwIfAborted();
  const stop = new AbortController();
  const unheard = onAbort(signal, () => stop.abort(signal.reason));
  const changes = watch(dirname(file), { signal: stop.signal })[Symbol.asyncIterator]();
  // It watches from its first `next()` on, which is before the look: a file that comes in between is not missed.
  const next = (): Promise<unknown> => {
    const change = changes.next();
    // An abort may come while nobody awaits it.
    change.catch(() => undefined);
    return change;
  };
  try {
    for (let change = next(); !(await exists(file)); change = next()) await change;
  } finally {
    unheard();
    stop.abort();
  }
}
