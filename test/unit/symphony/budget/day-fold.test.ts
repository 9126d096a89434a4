import { describe, expect, it } from 'vitest';
import { NO_USAGE } from '../../../../src/runner/agents/agent.ts';
import { dayFold } from '../../../../src/symphony/budget/day-fold.ts';
import { dayTeller } from '../../../../src/symphony/days.ts';
import type { EventBody } from '../../../../src/symphony/journal/events.ts';
import { events } from '../../../support/events.ts';

const at = (moment: string, body: EventBody) => ({ ...body, at: `2026-03-01T${moment}:00.000Z` });
const turn = { type: 'turn_started', document: 0, task: 'a', text: 'a', attempt: 1, prompt: '' } as const;
const tokens = (inputTokens: number, costUsd: number | null = 0): EventBody => ({
  type: 'agent',
  document: 0,
  task: 'a',
  event: { kind: 'usage', usage: { ...NO_USAGE, inputTokens, costUsd } },
});
const end: EventBody = {
  type: 'turn_finished',
  document: 0,
  task: 'a',
  attempt: 1,
  outcome: 'completed',
  ticked: true,
  sessionId: null,
  usage: { ...NO_USAGE, inputTokens: 999 },
  durationMs: 999_999,
  error: null,
};

/** What each day holds, in a time zone. */
function days(timeZone: string, bodies: (EventBody & { at: string })[]) {
  const fold = dayFold(dayTeller(timeZone).dayOf);
  for (const event of events(bodies)) fold.add(event);
  return (day: string) => fold.spentOn(day);
}

describe('dayFold', () => {
  it('counts usage events on the local day of each, and the turn’s own total not again', () => {
    // Midnight in New York is 05:00 UTC.
    const of = days('America/New_York', [
      at('04:58', turn),
      at('04:59', tokens(100, 0.5)),
      at('05:01', tokens(20, null)),
      at('05:02', end),
    ]);
    expect(of('2026-02-28')).toEqual({ tokens: 100, usd: 0.5, minutes: 1, unpricedTokens: 0 });
    expect(of('2026-03-01')).toEqual({ tokens: 20, usd: 0, minutes: 3, unpricedTokens: 20 });
    expect(of('2026-03-02')).toEqual({ tokens: 0, usd: 0, minutes: 0, unpricedTokens: 0 });
  });

  it('counts a killed turn up to its last sign of life, and no time between turns', () => {
    const of = days('UTC', [
      at('10:00', turn),
      at('10:05', tokens(1)),
      at('11:00', { type: 'engine_started', pid: 1, version: '1' }),
      at('11:10', turn),
      at('11:12', end),
      at('12:00', tokens(50)),
    ]);
    expect(of('2026-03-01')).toMatchObject({ tokens: 1, minutes: 7 });
  });
});
