import type { MaestroError } from '../../platform/errors.ts';

/** Milliseconds until the next attempt after so many that failed: 10 s, then twice as long each time, up to `maxMs`. */
export function backoffMs(failedAttempts: number, maxMs: number): number {
  return Math.min(10_000 * 2 ** Math.max(0, Math.min(failedAttempts - 1, 30)), maxMs);
}

/** When something that failed is tried again: after the wait, or at the end of the limit that refused it when that is later. */
export function retryTime(now: Date, waitMs: number, { data }: Pick<MaestroError, 'data'>): string {
  const after = now.getTime() + waitMs;
  const reset = Date.parse(String(data.resetAt ?? ''));
  return new Date(Number.isNaN(reset) ? after : Math.max(after, reset)).toISOString();
}
