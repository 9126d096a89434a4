import type { RateLimit } from './types.ts';

/** The allowance that an answer's headers tell of; undefined when they do not. */
export function rateLimitOf(headers: Headers): RateLimit | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number.parseInt(headers.get(`x-ratelimit-${name}`) ?? '', 10),
  );
  if (limit === undefined || remaining === undefined || reset === undefined) return undefined;
  if (![limit, remaining, reset].every(Number.isSafeInteger)) return undefined;
  return { limit, remaining, resetAt: new Date(reset * 1_000).toISOString() };
}
