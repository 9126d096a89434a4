import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withTimeLimit } from '../../../src/platform/time-limit.ts';

const forEver = (signal: AbortSignal): Promise<void> => wait(60_000, undefined, { signal });

describe('a time limit', () => {
  it('gives the result and leaves no timer', async () => {
    let seen: AbortSignal | undefined;
    const result = await withTimeLimit(10, undefined, async (signal) => {
      seen = signal;
      return 7;
    });
    expect(result).toBe(7);
    await wait(30);
    expect(seen?.aborted).toBe(false);
  });

  it('ends what takes too long, with a reason that says so', async () => {
    let reason: unknown;
    const run = withTimeLimit(10, undefined, async (signal) => {
      try {
        await forEver(signal);
      } finally {
        reason = signal.reason;
      }
    });
    await expect(run).rejects.toThrow();
    expect(reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('hands on the caller’s wish to stop, before and during', async () => {
    const stop = new AbortController();
    const run = withTimeLimit(60_000, stop.signal, async (signal) => {
      stop.abort(new Error('enough'));
      signal.throwIfAborted();
    });
    await expect(run).rejects.toThrow('enough');
    await expect(withTimeLimit(10, stop.signal, async () => 1)).rejects.toThrow('enough');
  });
});
