import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Disposition,
  parseRunEvent,
  type RunEvent,
  type StampedRunEvent,
  WriteBackStep,
} from '../../../../src/orchestrator/runs/events.ts';
import { applyRun, NOTHING } from '../../../../src/orchestrator/runs/fold.ts';
import { Run } from '../../../../src/orchestrator/runs/run.ts';
import { OWES_FAILURE, OWES_SUCCESS } from '../../../support/begun-run.ts';

const TEXT = fc.oneof(fc.string(), fc.constantFrom('__proto__', '\u001b[2J', ''));
const COUNT = fc.nat(5);
const MAYBE = fc.option(TEXT);
const type = <T extends RunEvent['type']>(name: T) => fc.constant(name);

const EFFECT = fc.oneof(
  fc.record({ kind: fc.constant('comment' as const), start: fc.boolean() }),
  fc.constant({ kind: 'attention' as const }),
  fc.record({ kind: fc.constant('published' as const), url: TEXT, number: COUNT, head: TEXT }),
  fc.record({ kind: fc.constant('handoff' as const), url: TEXT, number: COUNT, head: TEXT, summary: TEXT }),
  fc.record({ kind: fc.constant('finalize' as const), path: TEXT }),
);
const USAGE = fc.record({
  inputTokens: COUNT,
  cachedInputTokens: COUNT,
  outputTokens: COUNT,
  reasoningTokens: COUNT,
  costUsd: fc.constant(null),
});
const FACTS = fc.record({
  id: fc.string({ minLength: 1 }),
  configId: TEXT,
  issue: fc.record({ id: TEXT, identifier: TEXT, title: TEXT, url: TEXT, state: TEXT }),
  project: fc.option(fc.record({ tracker: TEXT, project: TEXT, repository: TEXT })),
  lane: fc.record({ name: TEXT, branch: TEXT }),
  maxAttempts: COUNT,
  workflowHash: TEXT,
  transport: TEXT,
});

const CLOSED: fc.Arbitrary<RunEvent> = fc.record({
  type: type('closed'),
  how: fc.constantFrom('succeeded' as const, 'needs_attention' as const, 'released' as const),
  reason: TEXT,
});
const BODY: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.constantFrom(...OWES_SUCCESS, ...OWES_FAILURE),
  fc.record({ type: type('created'), run: FACTS, version: TEXT }),
  fc.record({ type: type('leased'), pid: COUNT, version: TEXT }),
  fc.record({ type: type('released'), reason: TEXT }),
  fc.record({ type: type('attempt_started'), attempt: COUNT }),
  fc.record({ type: type('turn_started'), turn: COUNT, prompt: TEXT }),
  fc.record({
    type: type('agent'),
    event: fc.record({ kind: fc.constant('usage' as const), usage: USAGE }),
  }),
  fc.record({
    type: type('tool_called'),
    tool: TEXT,
    ok: fc.boolean(),
    answer: TEXT,
    code: MAYBE,
    effect: fc.option(EFFECT),
  }),
  fc.record({
    type: type('turn_finished'),
    turn: COUNT,
    outcome: fc.constantFrom('completed' as const, 'interrupted' as const, 'failed' as const),
    disposition: fc.option(fc.constantFrom(...Disposition.options)),
    code: MAYBE,
    usage: USAGE,
    durationMs: COUNT,
  }),
  fc.record({ type: type('hook'), name: TEXT, exitCode: fc.option(COUNT), outputTail: TEXT }),
  fc.record({
    type: type('attempt_failed'),
    failure: fc.record({ errorClass: TEXT, message: TEXT, nextAction: TEXT }),
    retryAt: MAYBE,
  }),
  fc.record({ type: type('written_back'), step: fc.constantFrom(...WriteBackStep.options) }),
  fc.record({
    type: type('write_back_failed'),
    step: fc.constantFrom(...WriteBackStep.options),
    code: TEXT,
    message: TEXT,
    retryAt: MAYBE,
  }),
);
const stamped = (bodies: readonly RunEvent[]): StampedRunEvent[] =>
  bodies.map((body, seq) => ({
    v: 1,
    seq,
    at: `2026-01-01T00:00:${String(seq % 60).padStart(2, '0')}Z`,
    ...body,
  }));
const JOURNAL = fc.array(fc.oneof({ arbitrary: BODY, weight: 20 }, { arbitrary: CLOSED, weight: 1 }), {
  maxLength: 50,
});
const fold = (events: readonly StampedRunEvent[], from: Run = NOTHING): Run => events.reduce(applyRun, from);

describe('the fold of a run, for any events in any order, doubled or cut off', () => {
  it('never throws, gives a valid state, and is the same in one go and in two', () =>
    fc.assert(
      fc.property(JOURNAL, fc.nat(50), (bodies, at) => {
        const events = stamped(bodies);
        const state = fold(events);
        expect(Run.parse(state)).toEqual(state);
        expect(state.events).toBe(events.length);
        expect(fold(events.slice(at), fold(events.slice(0, at)))).toEqual(state);
        expect(NOTHING).toMatchObject({ events: 0, effects: [], writtenBack: [] });
      }),
      { numRuns: 300 },
    ));

  it('keeps what has ended as it ended, whatever comes after it', () =>
    fc.assert(
      fc.property(JOURNAL, CLOSED, JOURNAL, (before, closed, after) => {
        const ended = fold(stamped([...before, closed]));
        const { facts, closed: end, phase, endedAt, attempt, usage, writtenBack, retryAt } = ended;
        expect({ phase, retryAt, turnOpen: ended.turnOpen }).toEqual({
          phase: 'closed',
          retryAt: null,
          turnOpen: false,
        });
        expect(fold(stamped(after), ended)).toMatchObject({
          facts,
          closed: end,
          phase,
          endedAt,
          attempt,
          usage,
          writtenBack,
          retryAt,
        });
      }),
      { numRuns: 200 },
    ));

  it('takes the facts from the first event that has them, and counts every token once', () =>
    fc.assert(
      fc.property(FACTS, JOURNAL, (facts, bodies) => {
        const open = bodies.filter((body) => body.type !== 'closed');
        const state = fold(stamped([{ type: 'created', run: facts, version: '1' }, ...open]));
        expect(state.facts).toEqual(facts);
        const heard = open.map((body) =>
          body.type === 'agent' && body.event.kind === 'usage' ? body.event.usage.inputTokens : 0,
        );
        expect(state.usage.inputTokens).toBe(heard.reduce((sum, tokens) => sum + tokens, 0));
      }),
      { numRuns: 100 },
    ));
});

describe('parseRunEvent', () => {
  it('reads back whatever was written', () =>
    fc.assert(
      fc.property(JOURNAL, (bodies) => {
        for (const event of stamped(bodies))
          expect(parseRunEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
      }),
      { numRuns: 100 },
    ));

  it('reads a failed write-back of a version that knew no waiting', () => {
    const old = { v: 1, seq: 0, at: '', type: 'write_back_failed', step: 'guard', code: 'c', message: 'm' };
    expect(parseRunEvent(old)).toMatchObject({ code: 'c', retryAt: null });
  });

  it('gives nothing for what this version does not know, and never throws', () => {
    expect(parseRunEvent({ v: 1, seq: 0, at: '', type: 'sang' })).toBeUndefined();
    return fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(parseRunEvent(value)).toBeUndefined();
      }),
    );
  });
});
