import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { acquireLock } from '../../../src/platform/lock.ts';
import { waitForLock } from '../../../src/platform/wait-for-lock.ts';
import { HANG_MS } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';

test('a held lock is waited for as long as the limit says, wherever the time began', async () => {
  const path = join(await tempDir(), 'lock');
  const held = await acquireLock(path);
  // A process that has been up for an hour.
  let now = 3_600_000;
  let sleeps = 0;
  const clock = {
    ...systemClock,
    stopwatch: () => () => now,
    async sleep() {
      // Whole, so that ten of them are no less than the limit.
      now += Math.ceil(HANG_MS / 10);
      sleeps++;
      if (sleeps === 3) await held.release();
    },
  };
  const mine = await waitForLock(path, { clock, limitMs: HANG_MS });
  expect(sleeps).toBe(3);
  await expect(waitForLock(path, { clock, limitMs: HANG_MS })).rejects.toMatchObject({ code: 'lock.held' });
  expect(sleeps).toBe(13);
  await mine.release();
});
