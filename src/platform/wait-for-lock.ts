import type { Clock } from './clock.ts';
import { MaestroError } from './errors.ts';
import { acquireLock, type Lock } from './lock.ts';

const POLL_MS = 100;

/**
 * Takes a lock that others hold only for moments, waiting at most `limitMs` for it.
 * @throws MaestroError `lock.held` when it is still held then; the signal's reason when it is aborted.
 */
export async function waitForLock(
  path: string,
  options: { clock: Clock; limitMs: number; signal?: AbortSignal },
): Promise<Lock> {
  const time = options.clock.stopwatch();
  const begun = time();
  for (;;) {
    try {
      return await acquireLock(path);
    } catch (error) {
      const held = error instanceof MaestroError && error.code === 'lock.held';
      if (!held || time() - begun >= options.limitMs) throw error;
    }
    await options.clock.sleep(POLL_MS, options.signal);
  }
}
