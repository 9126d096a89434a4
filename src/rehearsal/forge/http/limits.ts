import type { Clock } from '../../../platform/clock.ts';
import type { User } from '../world/types.ts';
import { GitHubProblem } from './problem.ts';

const HOUR_MS = 3_600_000;

/** GitHub counts REST and GraphQL apart. */
export type Resource = 'core' | 'graphql';

/** Requests per hour: signed in (REST), signed out (REST, per address), GraphQL points. */
export interface Allowances {
  core: number;
  anonymous: number;
  graphql: number;
}

/** GitHub's own figures for a user. */
export const GITHUB_ALLOWANCES: Allowances = { core: 5_000, anonymous: 60, graphql: 5_000 };

/** Where one caller stands with one resource. `reset` in seconds of the Unix epoch. */
export interface Standing {
  limit: number;
  remaining: number;
  used: number;
  reset: number;
  resource: Resource;
}

/** Counts requests as GitHub does and refuses those that are too many. */
export interface Limits {
  standing(user: User | null, resource: Resource): Standing;
  /** Takes `cost` off; call it after the answer is known (a 304 costs nothing). */
  charge(user: User | null, resource: Resource, cost: number): void;
  /** @throws GitHubProblem 403 when the secondary limit is on and this is a write. */
  refuseSecondary(isWrite: boolean): void;
  /** Sets what remains of the present hour, for one user (`null`: signed out). */
  set(user: User | null, resource: Resource, remaining: number): void;
  /** The next `times` writes are refused with `retry-after: seconds`. */
  secondary(seconds: number, times: number): void;
  clear(): void;
}

/** Fresh limits. An hour starts with a caller's first request in it. */
export function createLimits(clock: Clock, allowances: Allowances): Limits {
  const windows = new Map<string, { used: number; startedAt: number }>();
  let secondary = { seconds: 0, times: 0 };

  function window(user: User | null, resource: Resource): { used: number; startedAt: number } {
    const key = `${user?.id ?? 'anonymous'}:${resource}`;
    const now = clock.now().getTime();
    let found = windows.get(key);
    if (!found || now >= found.startedAt + HOUR_MS) {
      found = { used: 0, startedAt: now };
      windows.set(key, found);
    }
    return found;
  }

  function standing(user: User | null, resource: Resource): Standing {
    const { used, startedAt } = window(user, resource);
    const limit = resource === 'graphql' ? allowances.graphql : user ? allowances.core : allowances.anonymous;
    return {
      limit,
      remaining: Math.max(0, limit - used),
      used: Math.min(used, limit),
      reset: Math.ceil((startedAt + HOUR_MS) / 1000),
      resource,
    };
  }

  return {
    standing,
    charge(user, resource, cost) {
      window(user, resource).used += cost;
    },
    refuseSecondary(isWrite) {
      if (!isWrite || secondary.times <= 0) return;
      secondary.times--;
      throw new GitHubProblem(
        403,
        'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        { headers: { 'retry-after': String(secondary.seconds) } },
      );
    },
    set(user, resource, remaining) {
      window(user, resource).used = standing(user, resource).limit - remaining;
    },
    secondary(seconds, times) {
      secondary = { seconds, times };
    },
    clear() {
      windows.clear();
      secondary = { seconds: 0, times: 0 };
    },
  };
}

/** @throws GitHubProblem 403 in GitHub's words when nothing remains. */
export function refuseExhausted(user: User | null, standing: Standing): void {
  if (standing.remaining > 0) return;
  throw new GitHubProblem(
    403,
    user
      ? `API rate limit exceeded for user ID ${user.id}.`
      : "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher rate limit.)",
  );
}

/** The `x-ratelimit-*` headers. */
export function limitHeaders(standing: Standing): Record<string, string> {
  return {
    'x-ratelimit-limit': String(standing.limit),
    'x-ratelimit-remaining': String(standing.remaining),
    'x-ratelimit-used': String(standing.used),
    'x-ratelimit-reset': String(standing.reset),
    'x-ratelimit-resource': standing.resource,
  };
}
