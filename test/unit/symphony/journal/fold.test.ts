import { describe, expect, it } from 'vitest';
import { Contribution } from '../../../../src/symphony/contribution.ts';
import type { EventBody } from '../../../../src/symphony/journal/events.ts';
import { apply, fold } from '../../../../src/symphony/journal/fold.ts';
import {
  CLAIM,
  created,
  events,
  FIRST_DOCUMENT,
  HAND_OVER,
  PREPARATION,
  turn,
  USAGE,
} from '../../../support/events.ts';

const RUN = [created(), ...CLAIM, ...PREPARATION];
const READY = [...RUN, ...FIRST_DOCUMENT, ...HAND_OVER];
const error = { code: 'x.y', message: 'It broke.', remedy: 'Mend it.' };
const paused: EventBody = { type: 'paused', reason: 'user', message: 'You paused it.', until: null };

const stateOf = (...bodies: EventBody[]): Contribution => fold(events(bodies));

describe('contribution states', () => {
  const cases: [string, EventBody[], Contribution['state']][] = [
    ['created', [created()], 'claiming'],
    ['claim started', [created(), ...CLAIM.slice(0, 2)], 'claiming'],
    ['claim confirmed', [created(), ...CLAIM], 'preparing'],
    ['clone ready', [created(), ...CLAIM, ...PREPARATION.slice(0, 3)], 'preparing'],
    ['run started', RUN, 'running'],
    ['paused in the run', [...RUN, paused], 'paused'],
    ['resumed in the run', [...RUN, paused, { type: 'resumed' }], 'running'],
    ['resumed while preparing', [created(), ...CLAIM, paused, { type: 'resumed' }], 'preparing'],
    ['resumed while claiming', [created(), paused, { type: 'resumed' }], 'claiming'],
    ['an engine that starts does not end a pause', [...RUN, paused, ...CLAIM.slice(0, 1)], 'paused'],
    ['run finished', [...RUN, ...FIRST_DOCUMENT, ...HAND_OVER.slice(0, 2)], 'finishing'],
    ['resumed after the run', [...RUN, ...HAND_OVER.slice(0, 2), paused, { type: 'resumed' }], 'finishing'],
    ['handed over', READY, 'ready_for_review'],
    ['merged', [...READY, { type: 'pr_observed', state: 'merged', draft: false }], 'merged'],
    ['closed', [...READY, { type: 'pr_observed', state: 'closed', draft: false }], 'closed'],
    [
      'closed and reopened',
      [
        ...READY,
        { type: 'pr_observed', state: 'closed', draft: false },
        { type: 'pr_observed', state: 'open', draft: false },
      ],
      'ready_for_review',
    ],
    ['still open', [...READY, { type: 'pr_observed', state: 'open', draft: false }], 'ready_for_review'],
    ['trouble', [...RUN, { type: 'needs_attention', ...error }], 'needs_attention'],
    [
      'trouble, then resumed',
      [...RUN, { type: 'needs_attention', ...error }, { type: 'resumed' }],
      'running',
    ],
    [
      'gated',
      [
        ...RUN,
        {
          type: 'gated',
          document: 0,
          task: 'a#1',
          gate: 'r|#1',
          file: 'one.md',
          line: 3,
          reason: 'r',
          artifact: null,
        },
      ],
      'needs_attention',
    ],
    ['halted', [...RUN, { type: 'halted', file: 'one.md', line: 3, reason: 'stop' }], 'needs_attention'],
    ['failed', [...RUN, { type: 'failed', ...error, left: [] }], 'failed'],
    [
      'cancelled',
      [...RUN, { type: 'cancel_started', removeClone: true }, { type: 'cancelled', left: [] }],
      'cancelled',
    ],
    [
      'cancelling goes through its pause',
      [...RUN, paused, { type: 'cancel_started', removeClone: true }],
      'paused',
    ],
    [
      'claim lost',
      [
        created(),
        ...CLAIM.slice(0, 4),
        { type: 'claim_lost', winner: { number: 3, url: 'u', author: 'bob' } },
      ],
      'claim_lost',
    ],
    [
      'what was cancelled is not closed by its own closed pull request',
      [...RUN, { type: 'cancelled', left: [] }, { type: 'pr_observed', state: 'closed', draft: true }],
      'cancelled',
    ],
    [
      'a merge is the last word',
      [
        ...READY,
        { type: 'pr_observed', state: 'merged', draft: false },
        { type: 'failed', ...error, left: [] },
      ],
      'merged',
    ],
    [
      'an end is not left by a late event',
      [...RUN, { type: 'cancelled', left: [] }, { type: 'run_started' }],
      'cancelled',
    ],
  ];
  it.each(cases)('%s', (_name, bodies, state) => {
    expect(stateOf(...bodies).state).toBe(state);
  });

  it('keeps the reason of a pause until it is over', () => {
    const limit: EventBody = {
      type: 'paused',
      reason: 'rate_limit',
      message: 'Limit.',
      until: '2026-03-01T12:00:00Z',
    };
    expect(stateOf(...RUN, limit).paused).toEqual({
      reason: 'rate_limit',
      message: 'Limit.',
      until: '2026-03-01T12:00:00Z',
    });
    expect(stateOf(...RUN, limit, { type: 'resumed' }).paused).toBeNull();
  });

  it('tells what went wrong and what was left', () => {
    expect(stateOf(...RUN, { type: 'needs_attention', ...error }).problem).toEqual(error);
    const failed = stateOf(...RUN, { type: 'failed', ...error, left: ['the branch'] });
    expect(failed).toMatchObject({ problem: error, left: ['the branch'] });
    expect(failed.endedAt).toBe(failed.updatedAt);
  });
});

describe('what a contribution has done', () => {
  it('counts only the tasks that were open when it began', () => {
    const state = stateOf(...RUN, ...FIRST_DOCUMENT);
    expect(state.tasks).toEqual({ done: 1, unfinished: 1, total: 3 });
    expect(state.documents[0]).toMatchObject({
      state: 'finished',
      file: '.maestro/symphony/abcdefgh/one.md',
      taskCount: 2,
      tasks: [
        { key: 'a', state: 'done', attempts: 1, commit: 'sha-a', doneBefore: false },
        { key: 'b', state: 'unfinished', attempts: 1, commit: null, doneBefore: false },
        { key: 'c', state: 'done', attempts: 0, doneBefore: true },
      ],
    });
  });

  it('knows the number of tasks as soon as the documents are copied', () => {
    expect(stateOf(...RUN).tasks).toEqual({ done: 0, unfinished: 0, total: 3 });
  });

  it('sums up tokens, money and time without counting deltas twice', () => {
    const state = stateOf(...RUN, ...FIRST_DOCUMENT);
    expect(state.usage).toEqual({
      inputTokens: 400,
      cachedInputTokens: 160,
      outputTokens: 40,
      reasoningTokens: 8,
      costUsd: 1,
    });
    expect(state.workedMs).toBe(6_000);
    expect(state.work).toEqual([
      { at: '2026-03-01T10:00:00.000Z', usage: state.usage, workedMs: 6_000, tasks: 1, documents: 1 },
    ]);
  });

  it('shows the tokens of a turn that is under way', () => {
    const state = stateOf(...RUN, ...FIRST_DOCUMENT.slice(0, 4));
    expect(state.usage).toEqual(USAGE);
    expect(state.turn).toMatchObject({ task: 'a', usage: USAGE });
    expect(state.activity).toBe('Task A');
  });

  it('keeps the tokens and the time of a turn that a kill broke off', () => {
    const killed = [...RUN, ...FIRST_DOCUMENT.slice(0, 5)];
    const restarted = stateOf(...killed, { type: 'engine_started', pid: 5, version: '0.1.0' });
    expect(restarted).toMatchObject({ turn: null, usage: USAGE, workedMs: 3_000, state: 'running' });
    expect(restarted.documents[0]?.tasks[0]?.state).toBe('open');
    const again = stateOf(
      ...killed,
      { type: 'engine_started', pid: 5, version: '0.1.0' },
      ...turn('a', 'Task A'),
    );
    expect(again.usage.inputTokens).toBe(300);
    expect(again.workedMs).toBe(6_000);
  });

  it('does not forget finished tasks when a document begins again', () => {
    const state = stateOf(...RUN, ...FIRST_DOCUMENT.slice(0, 9), {
      type: 'document_started',
      document: 0,
      tasks: [
        { key: 'a', line: 1, text: 'Task A', done: true },
        { key: 'b', line: 2, text: 'Task B', done: true },
        { key: 'd', line: 4, text: 'Task D', done: false },
      ],
    });
    expect(state.documents[0]?.tasks.map(({ key, state, doneBefore }) => [key, state, doneBefore])).toEqual([
      ['a', 'done', false],
      // Ticked by a turn whose end was never journaled.
      ['b', 'done', false],
      ['d', 'open', false],
    ]);
    expect(state.tasks).toEqual({ done: 2, unfinished: 0, total: 4 });
  });

  it('adds the tasks that the agent wrote, once', () => {
    const added: EventBody = {
      type: 'tasks_added',
      document: 0,
      tasks: [
        { key: 'a', line: 1, text: 'Task A', done: false },
        { key: 'new', line: 9, text: 'New', done: false },
      ],
    };
    const state = stateOf(...RUN, ...FIRST_DOCUMENT.slice(0, 1), added, added);
    expect(state.documents[0]?.tasks.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'new']);
  });

  it('counts a task and a document once, however often they are journaled', () => {
    const done = FIRST_DOCUMENT.filter(
      ({ type }) => type === 'task_finished' || type === 'document_finished',
    );
    const state = stateOf(...RUN, ...FIRST_DOCUMENT, ...done);
    expect(state.work.reduce((sum, { tasks }) => sum + tasks, 0)).toBe(1);
    expect(state.work.reduce((sum, { documents }) => sum + documents, 0)).toBe(1);
  });

  it('remembers the hand-over, the pull request and the claim', () => {
    const state = stateOf(...READY);
    expect(state).toMatchObject({
      handedOverAt: expect.any(String),
      pushedSha: 'sha-a',
      pullState: 'open',
      diff: { files: 2, insertions: 10, deletions: 3 },
      claim: {
        branch: 'symphony/7-abcdefgh',
        sha: 'claim-sha',
        confirmed: true,
        pull: { number: 12, draft: false },
      },
      engine: { pid: 4242, stopped: 'done' },
      activity: null,
    });
    expect(stateOf(...READY, { type: 'clone_removed', dir: 'x' }).clone?.removed).toBe(true);
  });

  it('shows no control characters in its activity', () => {
    const event: EventBody = {
      type: 'agent',
      document: 0,
      task: 'a',
      event: { kind: 'message', text: '\u001b[31mred\u001b[0m\nand \u202eback' },
    };
    expect(stateOf(...RUN, event).activity).toBe('red and back');
  });

  it('keeps the last 50 notices', () => {
    const notices = Array.from(
      { length: 60 },
      (_, n): EventBody => ({ type: 'notice', code: 'n', message: `${n}` }),
    );
    const state = stateOf(created(), ...notices);
    expect(state.notices).toHaveLength(50);
    expect(state.notices.at(-1)?.message).toBe('59');
  });
});

describe('the fold as such', () => {
  it('leaves the state before as it was', () => {
    let state: Contribution | undefined;
    for (const event of events(READY)) {
      const frozen = deepFreeze(state);
      state = apply(frozen, event);
    }
    expect(state).toEqual(fold(events(READY)));
  });

  it('gives a value of its own schema', () => {
    expect(Contribution.parse(JSON.parse(JSON.stringify(stateOf(...READY))))).toEqual(stateOf(...READY));
  });

  it('has a state without an id for a journal that does not tell how it began', () => {
    expect(fold([]).id).toBe('');
    expect(stateOf(...CLAIM).id).toBe('');
  });

  it('is not begun again by a second beginning', () => {
    expect(stateOf(...READY, created({ id: 'zzzzzzzz' }))).toMatchObject({
      id: 'abcdefgh',
      state: 'ready_for_review',
    });
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(Object.freeze(value))) deepFreeze(part);
  return value;
}

it('names the models that the agent said it works with, each once, in their order', () => {
  const said = (model: string | null): EventBody => ({
    type: 'agent',
    document: 0,
    task: 'x',
    event: { kind: 'started', sessionId: null, model },
  });
  const state = stateOf(...RUN, said(null), said('b'), said('a'), said('b'), ...HAND_OVER);
  expect(state.models).toEqual(['b', 'a']);
  expect(stateOf(...READY).models).toEqual([]);
});
