import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock, lockHolder } from '../platform/lock.ts';

/** More than the lock's heartbeat, so that two looks see two beats. */
const LOOK_MS = 2_500;

/** Marks the rehearsal in `root` as going on until it is released or this process ends, even by SIGKILL. */
export async function announce(root: string): Promise<{ path: string; release(): Promise<void> }> {
  const path = join(root, 'rehearsal');
  const lock = await acquireLock(path);
  return { path, release: () => lock.release() };
}

/**
 * Aborts when the rehearsal that `env` names is over: its forge is gone, and an engine would wait for it
 * forever. Never for an engine outside of rehearsals. `over` ends the watching.
 */
export function endOfRehearsal(env: NodeJS.ProcessEnv, over: AbortSignal): AbortSignal {
  const gone = new AbortController();
  const path = env.MAESTRO_REHEARSAL;
  if (path)
    void watch(path, over).then(
      () => gone.abort(),
      () => undefined,
    );
  return gone.signal;
}

async function watch(path: string, over: AbortSignal): Promise<void> {
  // A machine that wakes may be looked at before its heart beats again: one miss is none.
  for (let missed = 0; missed < 2; ) {
    await sleep(LOOK_MS, undefined, { signal: over, ref: false });
    missed = (await lockHolder(path)) ? 0 : missed + 1;
  }
}
