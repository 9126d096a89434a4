import { describe, expect, it } from 'vitest';
import { fold } from '../../../src/symphony/journal/fold.ts';
import { statsOf } from '../../../src/symphony/stats.ts';
import { StatsSchema } from '../../../src/symphony/stats-schema.ts';
import { CLAIM, completed, created, events, PREPARATION, turn } from '../../support/events.ts';

const NOW = new Date('2026-03-10T12:00:00Z');
const merged = (slug: string, number: number, from: string) => {
  const one = completed({ slug, issue: { number, title: 't', url: 'u' } }, from);
  return { ...one, state: 'merged' as const, mergedAt: one.updatedAt, endedAt: one.updatedAt };
};

describe('statsOf', () => {
  it('is all zeros without contributions, and the price is unknown', () => {
    const stats = statsOf([], NOW, 'UTC');
    expect(stats).toMatchObject({
      contributions: 0,
      tasks: 0,
      costUsd: null,
      days: [],
      streak: { current: 0, longest: 0 },
    });
    expect(StatsSchema.parse(stats)).toEqual(stats);
  });

  it('adds everything up', () => {
    const lost = fold(
      events([created(), { type: 'claim_lost', winner: { number: 1, url: 'u', author: 'w' } }]),
    );
    const running = fold(events([created(), ...CLAIM, ...PREPARATION, ...turn('a', 'A').slice(0, 3)]));
    const stats = statsOf(
      [
        merged('octo/hello', 7, '2026-03-08T10:00:00Z'),
        merged('Octo/Hello', 7, '2026-03-09T10:00:00Z'),
        completed({ slug: 'octo/other' }, '2026-03-09T11:00:00Z'),
        completed({ slug: 'ada/engine' }, '2026-03-10T11:00:00Z'),
        running,
        lost,
      ],
      NOW,
      'UTC',
    );
    expect(stats).toMatchObject({
      asOf: NOW.toISOString(),
      timeZone: 'UTC',
      contributions: 5,
      active: 1,
      completed: 4,
      merged: 2,
      issuesResolved: 1,
      documents: 4,
      tasks: 4,
      tokens: { input: 1_700, cachedInput: 680, output: 170, total: 1_870 },
      costUsd: 4.25,
      workedMs: 24_000,
      projects: 3,
      maintainersHelped: 2,
      streak: { current: 3, longest: 3 },
    });
    expect(
      stats.days.map(({ day, contributions, tasks, inputTokens, costUsd }) => [
        day,
        contributions,
        tasks,
        inputTokens,
        costUsd,
      ]),
    ).toEqual([
      ['2026-03-08', 1, 1, 400, 1],
      ['2026-03-09', 2, 2, 800, 2],
      ['2026-03-10', 1, 1, 400, 1],
    ]);
    expect(StatsSchema.parse(stats)).toEqual(stats);
  });

  it('puts work and completions on the days of the time zone', () => {
    const late = completed({}, '2026-03-09T06:30:00Z');
    const days = (zone: string): string[] => statsOf([late], NOW, zone).days.map(({ day }) => day);
    expect(days('UTC')).toEqual(['2026-03-09']);
    expect(days('America/Los_Angeles')).toEqual(['2026-03-08']);
    expect(days('Asia/Kathmandu')).toEqual(['2026-03-09']);
  });

  it('does not break a streak over a change of the clocks', () => {
    // 21:00 in Los Angeles on 7, 8 (23 hours long) and 9 March.
    const evenings = ['2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z', '2026-03-10T04:00:00Z'];
    const stats = statsOf(
      evenings.map((from) => completed({}, from)),
      new Date('2026-03-11T03:00:00Z'),
      'America/Los_Angeles',
    );
    expect(stats.streak).toEqual({ current: 3, longest: 3 });
  });

  it('counts a merge without a hand-over as completed', () => {
    const state = fold(
      events([created(), ...CLAIM, ...PREPARATION, { type: 'pr_observed', state: 'merged', draft: true }]),
    );
    expect(statsOf([state], NOW, 'UTC')).toMatchObject({ completed: 1, merged: 1, projects: 1 });
  });
});
