import { describe, expect, it } from 'vitest';
import type { Achievement, AchievementId } from '../../../src/shared/stats.ts';
import { achievementsOf } from '../../../src/symphony/achievements.ts';
import type { Contribution } from '../../../src/symphony/contribution.ts';
import { FIRST_RELEASE } from '../../../src/symphony/release.ts';
import { AchievementSchema } from '../../../src/symphony/stats-schema.ts';
import { completed } from '../../support/events.ts';

const day = (n: number): string => new Date(Date.UTC(2027, 5, n, 12)).toISOString();
const on = (n: number, slug = 'octo/hello'): Contribution => completed({ slug }, day(n));
const days = (...numbers: number[]): Contribution[] => numbers.map((n) => on(n));

function one(id: AchievementId, contributions: readonly Contribution[], zone = 'UTC'): Achievement {
  const found = achievementsOf(contributions, zone).find((achievement) => achievement.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

describe('achievementsOf', () => {
  it('shows all eight with no progress at the beginning', () => {
    const all = achievementsOf([], 'UTC');
    expect(all).toHaveLength(8);
    for (const achievement of all) {
      expect(achievement).toMatchObject({ current: 0, progress: 0, earnedAt: null });
      expect(AchievementSchema.parse(achievement)).toEqual(achievement);
    }
  });

  const cases: [string, AchievementId, Contribution[], number, string | null][] = [
    ['the first completed one', 'first-steps', days(3, 1, 2), 1, '2027-06-01'],
    ['none merged', 'merged-melody', days(1), 0, null],
    [
      'one merged',
      'merged-melody',
      [
        { ...on(1), mergedAt: day(4) },
        { ...on(2), mergedAt: day(3) },
      ],
      1,
      '2027-06-03',
    ],
    ['six days', 'weekly-rhythm', days(1, 2, 3, 4, 5, 6), 6, null],
    ['seven days', 'weekly-rhythm', days(7, 6, 5, 4, 3, 2, 1), 7, '2027-06-07'],
    ['seven days with a gap', 'weekly-rhythm', days(1, 2, 3, 5, 6, 7, 8), 4, null],
    ['a gap, then seven days', 'weekly-rhythm', days(1, 2, 4, 5, 6, 7, 8, 9, 10, 11), 7, '2027-06-10'],
    ['nine', 'harmony-seeker', days(1, 1, 1, 2, 2, 2, 3, 3, 3), 9, null],
    ['ten', 'harmony-seeker', days(1, 1, 1, 2, 2, 2, 3, 3, 3, 9), 10, '2027-06-09'],
    ['the same project', 'ensemble-player', [...days(1, 2, 3, 4, 5), on(6, 'OCTO/Hello')], 1, null],
    ['five projects', 'ensemble-player', [1, 2, 3, 4, 5].map((n) => on(n, `octo/p${n}`)), 5, '2027-06-05'],
    ['999 tasks', 'virtuoso', [withWork(on(1), 999, 0)], 999, null],
    ['1,000 tasks', 'virtuoso', [withWork(on(2), 500, 0), withWork(on(1), 500, 0)], 1_000, '2027-06-02'],
    [
      '10,000,000 tokens',
      'token-millionaire',
      [withWork(on(1), 0, 9_999_999), withWork(on(3), 0, 5)],
      10_000_000,
      '2027-06-03',
    ],
    ['too late', 'early-adopter', days(1), 0, null],
    [
      'before the month is over',
      'early-adopter',
      [completed({}, `${FIRST_RELEASE}T00:00:00Z`), on(1)],
      1,
      FIRST_RELEASE,
    ],
  ];
  it.each(cases)('%s: %s', (_name, id, contributions, current, earnedAt) => {
    const achievement = one(id, contributions);
    expect(achievement).toMatchObject({ current, earnedAt });
    expect(achievement.progress).toBeCloseTo(current / achievement.target);
  });

  it('tells the day in the time zone', () => {
    const evening = completed({}, '2027-06-02T02:00:00Z');
    expect(one('first-steps', [evening], 'America/New_York').earnedAt).toBe('2027-06-01');
  });

  it('ends a month after the release', () => {
    const end = new Date(`${FIRST_RELEASE}T00:00:00Z`);
    end.setUTCMonth(end.getUTCMonth() + 1);
    const handedOver = (at: Date): Contribution => ({ ...on(1), handedOverAt: at.toISOString() });
    expect(one('early-adopter', [handedOver(new Date(end.getTime() - 1))]).current).toBe(1);
    expect(one('early-adopter', [handedOver(end)]).current).toBe(0);
  });
});

function withWork(contribution: Contribution, tasks: number, inputTokens: number): Contribution {
  return {
    ...contribution,
    work: contribution.work.map((slice) => ({
      ...slice,
      tasks,
      usage: { ...slice.usage, inputTokens, outputTokens: 0 },
    })),
  };
}
