import { expect, test } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import {
  createLimits,
  GITHUB_ALLOWANCES,
  limitHeaders,
  refuseExhausted,
} from '../../../src/rehearsal/forge/http/limits.ts';
import type { User } from '../../../src/rehearsal/forge/world/types.ts';

const ann = { id: 7, login: 'ann' } as User;

function held(start = Date.UTC(2026, 0, 1)) {
  let now = start;
  const clock = { ...systemClock, now: () => new Date(now), sleep: async () => undefined };
  const pass = (ms: number): void => {
    now += ms;
  };
  return { limits: createLimits(clock, GITHUB_ALLOWANCES), pass };
}

test('signed in, signed out and GraphQL are counted apart', () => {
  const { limits } = held();
  limits.charge(ann, 'core', 1);
  limits.charge(ann, 'graphql', 25);
  limits.charge(null, 'core', 2);
  expect(limits.standing(ann, 'core')).toMatchObject({ limit: 5000, remaining: 4999, used: 1 });
  expect(limits.standing(ann, 'graphql')).toMatchObject({ remaining: 4975, resource: 'graphql' });
  expect(limits.standing(null, 'core')).toMatchObject({ limit: 60, remaining: 58 });
});

test('exhausted is refused until the hour is over', () => {
  const { limits, pass } = held();
  limits.set(ann, 'core', 0);
  expect(() => refuseExhausted(ann, limits.standing(ann, 'core'))).toThrow(
    'API rate limit exceeded for user ID 7',
  );
  pass(3_599_000);
  expect(limits.standing(ann, 'core').remaining).toBe(0);
  pass(1_000);
  expect(limits.standing(ann, 'core').remaining).toBe(5000);
});

test('the headers are those of GitHub', () => {
  const { limits } = held();
  expect(limitHeaders(limits.standing(null, 'core'))).toEqual({
    'x-ratelimit-limit': '60',
    'x-ratelimit-remaining': '60',
    'x-ratelimit-used': '0',
    'x-ratelimit-reset': String(Date.UTC(2026, 0, 1, 1) / 1000),
    'x-ratelimit-resource': 'core',
  });
});

test('the secondary limit refuses so many writes and no reads', () => {
  const { limits } = held();
  limits.secondary(30, 1);
  limits.refuseSecondary(false);
  expect(() => limits.refuseSecondary(true)).toThrow('secondary rate limit');
  limits.refuseSecondary(true);
});
