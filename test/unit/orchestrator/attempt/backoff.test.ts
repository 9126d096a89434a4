import { expect, test } from 'vitest';
import { backoffMs } from '../../../../src/orchestrator/attempt/backoff.ts';

test('10 s after the first failure, twice as long after each, never above the most', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map((attempt) => backoffMs(attempt, 300_000))).toEqual([
    10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000,
  ]);
  expect(backoffMs(1, 5_000)).toBe(5_000);
});
