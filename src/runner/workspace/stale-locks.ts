import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { MaestroError } from '../../platform/errors.ts';
import { isMissing } from '../../platform/files.ts';

// A git command holds these for the moment it writes; ours are ended after LOCAL_MS. One that stays this long unchanged was
// left by a git that was killed. (There is no portable way to ask who holds a file.)
const STALE_MS = 30_000;
const POLL_MS = 200;

/**
 * Waits until no lock stands in the way of a commit on `branch`, and removes those that a killed git left behind.
 * @throws MaestroError `git.locked` when one stays in use.
 */
export async function clearStaleLocks(
  dir: string,
  branch: string | null,
  signal: AbortSignal,
  clock: Clock = systemClock,
): Promise<void> {
  const names = ['index.lock', 'HEAD.lock', ...(branch === null ? [] : [`refs/heads/${branch}.lock`])];
  for (const name of names) await clearOne(join(dir, '.git', ...name.split('/')), signal, clock);
}

async function clearOne(file: string, signal: AbortSignal, clock: Clock): Promise<void> {
  const giveUp = clock.now().getTime() + STALE_MS * 2;
  for (;;) {
    const changed = await modified(file);
    const now = clock.now().getTime();
    if (changed === undefined) return;
    if (now - changed >= STALE_MS) return rm(file, { force: true });
    if (now >= giveUp)
      throw new MaestroError('git.locked', `Another git process is working in the clone (${file}).`, {
        remedy: 'Wait for it to finish. If no git process is running, delete that file. Then resume.',
      });
    await clock.sleep(POLL_MS, signal);
  }
}

async function modified(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
