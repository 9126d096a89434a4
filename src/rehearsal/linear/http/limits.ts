import type { Clock } from '../../../platform/clock.ts';
import type { User } from '../world/types.ts';

const HOUR_MS = 3_600_000;

/** What a key may use in an hour. */
export interface Allowances {
  requests: number;
  complexity: number;
}

/** Linear's own for an API key. */
export const LINEAR_ALLOWANCES: Allowances = { requests: 2_500, complexity: 3_000_000 };

/** Counts what each key uses. Linear's bucket refills all the time; here an hour starts with the first request in it. */
export interface Limits {
  /** Takes a request off; false when there was nothing left. */
  take(user: User, complexity: number): boolean;
  /** The `x-ratelimit-*` headers. Resets are in milliseconds of the Unix epoch, unlike GitHub's. */
  headers(user: User): Record<string, string>;
  /** Sets how many requests remain of the present hour. */
  set(user: User, requests: number): void;
}

/** Fresh limits. */
export function createLimits(clock: Clock, allowances: Allowances): Limits {
  const windows = new Map<string, { left: Allowances; endsAt: number }>();
  function window(user: User) {
    const now = clock.now().getTime();
    let found = windows.get(user.id);
    if (!found || now >= found.endsAt) {
      found = { left: { ...allowances }, endsAt: now + HOUR_MS };
      windows.set(user.id, found);
    }
    return found;
  }
  return {
    take(user, complexity) {
      const { left } = window(user);
      if (left.requests < 1 || left.complexity < complexity) return false;
      left.requests--;
      left.complexity -= complexity;
      return true;
    },
    headers(user) {
      const { left, endsAt } = window(user);
      const of = (name: keyof Allowances) => ({
        [`x-ratelimit-${name}-limit`]: String(allowances[name]),
        [`x-ratelimit-${name}-remaining`]: String(left[name]),
        [`x-ratelimit-${name}-reset`]: String(endsAt),
      });
      return { ...of('requests'), ...of('complexity') };
    },
    set(user, requests) {
      window(user).left.requests = requests;
    },
  };
}
