import { expect, test } from 'vitest';
import { awakeTime } from '../../../src/platform/awake-time.ts';

test('what passes between two looks counts, sleep does not, and time never goes back', () => {
  let steady = 500;
  const awake = awakeTime(() => steady);
  const after = (ms: number): number => {
    steady += ms;
    return awake();
  };
  expect([after(0), after(900), after(9_000), after(3_600_000), after(50), after(-7_000), after(20)]).toEqual(
    [0, 900, 9_900, 10_900, 10_950, 10_950, 10_970],
  );
});
