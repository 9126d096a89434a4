import { describe, expect, it } from 'vitest';
import { historyOf } from '../../../src/symphony/history.ts';
import { fold } from '../../../src/symphony/journal/fold.ts';
import { HistoryRowSchema } from '../../../src/symphony/stats-schema.ts';
import { CLAIM, completed, created, events, PREPARATION } from '../../support/events.ts';

describe('historyOf', () => {
  it('lists what is over, newest first, each with its numbers', () => {
    const running = fold(
      events([created({ id: 'rrrrrrrr' }), ...CLAIM, ...PREPARATION], '2026-05-01T00:00:00Z'),
    );
    const cancelled = fold(
      events([created({ id: 'cccccccc' }), { type: 'cancelled', left: [] }], '2026-04-01T00:00:00Z'),
    );
    const rows = historyOf([completed({ id: 'aaaaaaaa' }), running, cancelled]);
    expect(rows.map(({ id, state }) => [id, state])).toEqual([
      ['cccccccc', 'cancelled'],
      ['aaaaaaaa', 'ready_for_review'],
    ]);
    expect(rows[1]).toMatchObject({
      slug: 'octo/hello',
      issue: 7,
      pull: { number: 12, url: 'https://github.com/octo/hello/pull/12' },
      tasksDone: 1,
      tasksUnfinished: 1,
      tasksTotal: 2 + 1,
      tokens: 440,
      costUsd: 1,
      workedMs: 6_000,
      endedAt: null,
    });
    expect(rows[0]).toMatchObject({ pull: null, costUsd: null, endedAt: '2026-04-01T00:00:01.000Z' });
    for (const row of rows) expect(HistoryRowSchema.parse(row)).toEqual(row);
  });

  it('shows strangers’ titles on one harmless line', () => {
    const title = `\u001b]0;owned\u0007Hi\n\u202e<b>${'x'.repeat(1_000)}`;
    const [row] = historyOf([completed({ issue: { number: 1, title, url: 'u' } })]);
    expect(row?.title).toMatch(/^Hi <b>x+…$/);
    expect(row?.title.length).toBe(300);
  });
});
