import type { Clock } from '../../src/platform/clock.ts';
import { systemClock } from '../../src/platform/clock.ts';

/** A clock whose long sleeps are short: at most `maxMs` pass outside, the whole of them inside. */
export function fastClock(maxMs = 20): Clock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    stopwatch: () => () => performance.now() + ahead,
    async sleep(ms, signal) {
      const outside = Math.min(ms, maxMs);
      await systemClock.sleep(outside, signal);
      ahead += ms - outside;
    },
  };
}
