import { describe, expect, it } from 'vitest';
import type { BudgetUse } from '../../../../src/symphony/budget/check.ts';
import { RAISES, raised } from '../../../../src/symphony/budget/raise.ts';

const use = (change: Partial<BudgetUse>): BudgetUse => ({
  name: 'tokens',
  limit: 200_000,
  spent: 200_100,
  unpricedTokens: 0,
  ...change,
});

describe('a raised budget', () => {
  it.each([
    ['tokens in two digits', use({}), 310_000, 410_000],
    ['from what was spent when that is more', use({ limit: 500, spent: 2_000 }), 3_000, 4_000],
    ['a handful of tokens', use({ limit: 1, spent: 1 }), 2, 2],
    ['dollars in cents', use({ name: 'usd', limit: 1.1, spent: 1.1 }), 1.65, 2.2],
    ['fractions of a cent', use({ name: 'dayUsd', limit: 0.003, spent: 0.003 }), 0.005, 0.006],
    ['whole minutes', use({ name: 'minutes', limit: 7, spent: 7.3 }), 11, 15],
    ['seconds', use({ name: 'dayMinutes', limit: 0.01, spent: 0.02 }), 0.1, 0.1],
    ['money that nobody can count', use({ name: 'usd', limit: 5, spent: 0, unpricedTokens: 7 }), null, null],
  ])('%s', (_name, given, half, double) => {
    expect(raised(given, RAISES.half)).toBe(half);
    expect(raised(given, RAISES.double)).toBe(double);
  });

  it('always leaves room', () => {
    for (const name of ['tokens', 'usd', 'minutes'] as const)
      for (const spent of [0.0004, 0.07, 1, 9.99, 333, 98_765.4321, 12_345_678])
        expect(raised(use({ name, limit: spent / 3, spent }), RAISES.half)).toBeGreaterThan(spent);
  });
});
