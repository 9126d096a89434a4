import { expect } from 'vitest';
import { LOOK_MS } from './eventually.ts';
import { HANG_MS } from './limits.ts';

export { eventually } from './eventually.ts';

/** `expect.poll` with the one limit: `await soon(() => model.open()).toBe(0)`. */
export function soon<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: HANG_MS, interval: LOOK_MS });
}
