import { expect, test } from 'vitest';
import {
  MAX_TURN_BYTES,
  MAX_TURN_EVENTS,
  turnRecorder,
} from '../../../../src/orchestrator/attempt/recorded.ts';
import type { RunEvent, StampedRunEvent } from '../../../../src/orchestrator/runs/events.ts';
import { applyRun, NOTHING } from '../../../../src/orchestrator/runs/fold.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import type { AgentEvent } from '../../../../src/runner/agents/agent.ts';

const USED: AgentEvent = {
  kind: 'usage',
  usage: { inputTokens: 3, cachedInputTokens: 1, outputTokens: 2, reasoningTokens: 0, costUsd: null },
};
const FAILED: AgentEvent = {
  kind: 'error',
  error: 'model',
  message: 'no',
  willRetry: false,
  resetAt: null,
};

/** What is journaled of a turn that says all this; `time` is when each is said. */
async function journalOf(events: readonly AgentEvent[], time = (_at: number): number => 0) {
  const written: RunEvent[] = [];
  let now = 0;
  const recorder = turnRecorder(
    { append: async (body) => void written.push(body) as unknown as StampedRunEvent },
    1,
    { ...systemClock, stopwatch: () => () => now },
  );
  for (const [at, event] of events.entries()) {
    now = time(at);
    await recorder.record(event);
  }
  await recorder.end();
  return written;
}

const usageIn = (written: readonly RunEvent[]) =>
  written.reduce(
    (state, body, seq) => applyRun(state, { v: 1, seq, at: '2026-01-01T00:00:00.000Z', ...body }),
    NOTHING,
  ).usage;

test('what an ordinary turn says is journaled, every word of it', async () => {
  const events: AgentEvent[] = [
    { kind: 'message', text: 'Hello' },
    USED,
    { kind: 'finished', how: 'completed' },
  ];
  expect(await journalOf(events)).toEqual(events.map((event) => ({ type: 'agent', event })));
});

test.each([
  ['events', MAX_TURN_EVENTS + 1_000, 'word'],
  ['bytes', 300, 'x'.repeat(MAX_TURN_BYTES / 200)],
])(
  'of a turn with too many %s what the state is made of is kept, the rest counted',
  async (_name, count, text) => {
    const said: AgentEvent[] = Array.from({ length: count }, () => ({ kind: 'message', text }));
    const flood = [...said, USED, ...said, USED, FAILED, { kind: 'finished', how: 'failed' } as const];
    const written = await journalOf(flood);
    const kept = written.filter((event) => event.type === 'agent').map(({ event }) => event);
    const notes = written.filter((event) => event.type === 'left_out');
    expect(kept.slice(-4)).toEqual([USED, USED, FAILED, { kind: 'finished', how: 'failed' }]);
    expect(usageIn(written)).toEqual(usageIn(flood.map((event) => ({ type: 'agent', event }))));
    // Once when it begins, once when the turn ends.
    expect(notes.map(({ events }) => events)).toEqual([1, flood.length - kept.length]);
    expect(written.at(-1)).toBe(notes[1]);
    const size = Buffer.byteLength(JSON.stringify(said[0]));
    expect(notes[1]).toMatchObject({ turn: 1, bytes: size * (flood.length - kept.length) });
    const bytes = kept.reduce((sum, event) => sum + Buffer.byteLength(JSON.stringify(event)), 0);
    expect(bytes).toBeLessThan(MAX_TURN_BYTES + 1_000);
    expect(kept.length).toBeLessThanOrEqual(MAX_TURN_EVENTS + 4);
  },
);

test('while it goes on a note now and then says that the agent is alive', async () => {
  const said: AgentEvent[] = Array.from({ length: MAX_TURN_EVENTS + 100 }, () => ({
    kind: 'reasoning',
    text: 'hm',
  }));
  const seconds = (at: number): number => Math.max(0, at - MAX_TURN_EVENTS) * 1_000;
  const notes = (await journalOf(said, seconds)).filter((event) => event.type === 'left_out');
  expect(notes.map(({ events }) => events)).toEqual([1, 31, 61, 91, 100]);
});
