import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Contribution } from '../../../../src/symphony/contribution.ts';
import {
  type EventBody,
  type JournalEvent,
  parseJournalEvent,
} from '../../../../src/symphony/journal/events.ts';
import { apply, fold } from '../../../../src/symphony/journal/fold.ts';
import {
  CLAIM,
  created,
  FIRST_DOCUMENT,
  HAND_OVER,
  PREPARATION,
  startFacts,
  turn,
  USAGE,
} from '../../../support/events.ts';

const TEXT = fc.oneof(fc.string(), fc.constantFrom('a', 'b', '__proto__', '\u001b[2J', ''));
const INDEX = fc.integer({ min: -2, max: 4 });
const ERROR = fc.record({ code: TEXT, message: TEXT, remedy: fc.option(TEXT) });

const ENDS: EventBody[] = [
  { type: 'engine_stopped', reason: 'x' },
  { type: 'resumed' },
  { type: 'cancel_started', removeClone: true },
  { type: 'cancelled', left: ['a'] },
  { type: 'claim_lost', winner: { number: 1, url: 'u', author: 'w' } },
  { type: 'pr_observed', state: 'open', draft: true },
  { type: 'pr_observed', state: 'merged', draft: false },
  { type: 'pr_observed', state: 'closed', draft: false },
  { type: 'clone_removed', dir: 'd' },
  { type: 'undone', what: 'x' },
  { type: 'request', kind: 'pause', id: 'r' },
];
const FIXED = [
  created(),
  ...CLAIM,
  ...PREPARATION,
  ...FIRST_DOCUMENT,
  ...HAND_OVER,
  ...turn('z', 'Z', 2),
  ...ENDS,
];

const BODY: fc.Arbitrary<EventBody> = fc.oneof(
  fc.constantFrom(...FIXED),
  fc.record({
    type: fc.constant('document_started' as const),
    document: INDEX,
    tasks: fc.array(fc.record({ key: TEXT, line: fc.nat(), text: TEXT, done: fc.boolean() }), {
      maxLength: 5,
    }),
  }),
  fc.record({
    type: fc.constant('task_finished' as const),
    document: INDEX,
    task: TEXT,
    text: TEXT,
    outcome: fc.constantFrom('done' as const, 'unfinished' as const),
    commit: fc.option(TEXT),
  }),
  fc.record({
    type: fc.constant('turn_started' as const),
    document: INDEX,
    task: TEXT,
    text: TEXT,
    attempt: fc.nat(),
    prompt: TEXT,
  }),
  fc.record({
    type: fc.constant('documents_copied' as const),
    files: fc.array(fc.record({ file: TEXT, tasks: fc.nat(9), open: fc.nat(9) }), { maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant('paused' as const),
    reason: fc.constantFrom('user' as const, 'budget' as const, 'offline' as const),
    message: TEXT,
    until: fc.option(TEXT),
  }),
  ERROR.map((error) => ({ type: 'needs_attention' as const, ...error })),
  ERROR.map((error) => ({ type: 'failed' as const, ...error, left: [] })),
  fc.record({ type: fc.constant('notice' as const), code: TEXT, message: TEXT }),
);
const MOMENT = fc.oneof(
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
    .map((date) => date.toISOString()),
  fc.constantFrom('', 'not a moment'),
);
const JOURNAL: fc.Arbitrary<JournalEvent[]> = fc
  .array(fc.tuple(BODY, MOMENT), { maxLength: 60 })
  .map((entries) => entries.map(([body, at], seq) => ({ v: 1, seq, at, ...body })));

describe('fold, for any sequence of events in any order', () => {
  it('never throws and gives a valid state with sound numbers', () => {
    return fc.assert(
      fc.property(JOURNAL, (journal) => {
        const state = fold(journal);
        expect(Contribution.safeParse(state).success).toBe(true);
        expect(state.events).toBe(journal.length);
        expect(state.tasks.done + state.tasks.unfinished).toBeLessThanOrEqual(
          state.documents.reduce((sum, { tasks }) => sum + tasks.length, 0),
        );
        expect(state.workedMs).toBeGreaterThanOrEqual(0);
        const running = state.documents
          .flatMap(({ tasks }) => tasks)
          .filter((task) => task.state === 'running');
        expect(running.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same in one go and event by event', () => {
    return fc.assert(
      fc.property(JOURNAL, fc.nat(60), (journal, at) => {
        let state = fold(journal.slice(0, at));
        for (const event of journal.slice(at)) state = apply(state, event);
        expect(state).toEqual(fold(journal));
      }),
      { numRuns: 100 },
    );
  });

  it('never lets tokens that were heard get lost', () => {
    const steps = fc.array(fc.constantFrom(...turn('a', 'A'), ...CLAIM, ...ENDS), { maxLength: 60 });
    return fc.assert(
      fc.property(steps, (bodies) => {
        let state = fold([]);
        let least = 0;
        bodies.forEach((body, seq) => {
          const before = state.usage.inputTokens;
          state = apply(state, { v: 1, seq, at: '2026-01-01T00:00:00Z', ...body });
          // A turn's own total is the sum of its deltas here, or more when some of them were not heard.
          expect(state.usage.inputTokens).toBeGreaterThanOrEqual(Math.min(before, least));
          least = state.usage.inputTokens - (state.turn?.usage.inputTokens ?? 0);
        });
        expect(state.usage.inputTokens % USAGE.inputTokens).toBe(0);
        const sliced = state.work.reduce((sum, { usage }) => sum + usage.inputTokens, 0);
        expect(sliced + (state.turn?.usage.inputTokens ?? 0)).toBe(state.usage.inputTokens);
      }),
      { numRuns: 200 },
    );
  });
});

describe('parseJournalEvent', () => {
  it('reads back what was written, for every kind of event', () => {
    FIXED.forEach((body, seq) => {
      const event = { v: 1 as const, seq, at: '2026-01-01T00:00:00.000Z', ...body };
      expect(parseJournalEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
    });
  });

  it('takes the usual sandbox for a journal from before it could be chosen', () => {
    const { sandbox: _, ...start } = startFacts();
    const event = { v: 1, seq: 0, at: '', type: 'created', version: '0.1.0', start };
    expect(parseJournalEvent(event)).toMatchObject({ start: { sandbox: 'workspace-write' } });
  });

  it.each([
    ['a type of a later version', { v: 1, seq: 0, at: '', type: 'sang' }],
    ['a later format', { v: 2, seq: 0, at: '', type: 'resumed' }],
    ['no stamp', { type: 'resumed' }],
    ['a number', 7],
    ['null', null],
  ])('gives nothing for %s', (_name, value) => {
    expect(parseJournalEvent(value)).toBeUndefined();
  });
});
