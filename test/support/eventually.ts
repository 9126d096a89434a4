import { setTimeout as sleep } from 'node:timers/promises';
import { HANG_MS } from './limits.ts';

/** Looking more often takes from a slow machine what the awaited needs. */
export const LOOK_MS = 25;

/** Waits until a condition holds; `what` says at the end what did not happen. Prefer an event where there is one. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  what: string | (() => string),
): Promise<void> {
  const end = Date.now() + HANG_MS;
  while (!(await holds())) {
    if (Date.now() > end)
      throw new Error(`Not within ${HANG_MS} ms: ${typeof what === 'string' ? what : what()}`);
    await sleep(LOOK_MS);
  }
}
