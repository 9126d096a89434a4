import type { StartLimit } from '../../src/platform/time-limit.ts';

const LOOK_MS = 25;

/**
 * Time limits that are over when what they bound was met by a fault that never answers, and not before: each looks whether
 * `faults` counts one more than at its start. What does answer has all the time that it needs.
 */
export function expiring(faults: () => number): StartLimit {
  return (_ms, expire) => {
    const before = faults();
    const timer = setInterval(() => {
      if (faults() === before) return;
      clearInterval(timer);
      expire();
    }, LOOK_MS);
    return () => clearInterval(timer);
  };
}
