import { describe, expect, it } from 'vitest';
import { NO_USAGE } from '../../../../src/runner/agents/agent.ts';
import type { EventBody } from '../../../../src/symphony/journal/events.ts';
import { fold } from '../../../../src/symphony/journal/fold.ts';
import { events, startFacts } from '../../../support/events.ts';

const created: EventBody = { type: 'created', version: '1', start: startFacts() };
const steer = (id: string): EventBody => ({ type: 'steer', id, text: `word ${id}` });
const started = (...steers: string[]): EventBody => ({
  type: 'turn_started',
  document: 0,
  task: 'a',
  text: 'a',
  attempt: 1,
  prompt: '',
  steers,
});
const finished = (outcome: 'completed' | 'interrupted' | 'failed'): EventBody => ({
  type: 'turn_finished',
  document: 0,
  task: 'a',
  attempt: 1,
  outcome,
  ticked: false,
  sessionId: null,
  usage: NO_USAGE,
  durationMs: 1,
  error: null,
});
const taken = (id: string): EventBody => ({ type: 'steer_taken', id });
const engine: EventBody = { type: 'engine_started', pid: 1, version: '1' };

describe('the user’s words', () => {
  it.each<[string, EventBody[], [string, boolean][]]>([
    ['wait for a turn', [steer('a')], [['a', false]]],
    ['are counted once', [steer('a'), steer('a')], [['a', false]]],
    [
      'are with the turn whose prompt has them',
      [steer('a'), steer('b'), started('a')],
      [
        ['a', true],
        ['b', false],
      ],
    ],
    [
      'are settled by the end of that turn',
      [steer('a'), steer('b'), started('a'), finished('completed')],
      [['b', false]],
    ],
    ['are settled when a turn took them', [started(), steer('a'), taken('a'), finished('completed')], []],
    [
      'come back from a turn that was interrupted',
      [steer('a'), started('a'), finished('interrupted')],
      [['a', false]],
    ],
    [
      'come back from one that failed',
      [started(), steer('a'), taken('a'), finished('failed')],
      [['a', false]],
    ],
    ['come back from one that was killed', [steer('a'), started('a'), engine], [['a', false]]],
    [
      'come back when the next turn begins without them',
      [steer('a'), started('a'), started()],
      [['a', false]],
    ],
  ])('%s', (_name, bodies, expected) => {
    const { steers } = fold(events([created, ...bodies]));
    expect(steers.map(({ id, given }) => [id, given])).toEqual(expected);
  });
});
