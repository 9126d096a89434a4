import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { awakeTime } from '../../../../src/platform/awake-time.ts';
import type { AgentEvent, Turn } from '../../../../src/runner/agents/agent.ts';
import { limitedTurn, type TurnTime } from '../../../../src/runner/autorun/limited.ts';
import { type Act, actor, untilAborted } from '../../../support/auto-run.ts';
import { anywhere, HANG_MS, reached } from '../../../support/limits.ts';
import { eventually } from '../../../support/waits.ts';

const never = new AbortController().signal;

async function eventsOf(
  act: Act,
  limits: Partial<Turn> = {},
  signal = never,
  time: TurnTime = {},
): Promise<AgentEvent[]> {
  const turn: Turn = {
    prompt: '',
    cwd: '/',
    documentFile: '/x.md',
    task: { line: 1, text: 'x' },
    model: null,
    sessionId: null,
    sandbox: 'workspace-write',
    env: {},
    idleLimitMs: HANG_MS,
    wallLimitMs: HANG_MS,
    ...limits,
  };
  const events: AgentEvent[] = [];
  for await (const event of limitedTurn(actor(act), turn, signal, time)) events.push(event);
  return events;
}

/** A limit by such a time, which no machine reaches by itself. */
const HELD_MS = 80;

/** Time that stands still until it is told to pass; it is looked at before anything else happens. */
function heldTime(): { now(): number; pass(ms: number): Promise<void> } {
  let time = 0;
  let looks = 0;
  return {
    now() {
      looks++;
      return time;
    },
    async pass(ms) {
      time += ms;
      const before = looks;
      await eventually(() => looks > before, 'a look at the time');
    },
  };
}

const timedOut = (pattern: RegExp) => [
  {
    kind: 'error',
    error: 'timeout',
    message: expect.stringMatching(pattern),
    willRetry: false,
    resetAt: null,
  },
  { kind: 'finished', how: 'failed' },
];

test('silence ends the turn', async () => {
  const events = await eventsOf((_turn, signal) => untilAborted(signal), { idleLimitMs: reached(40) });
  expect(events).toEqual(timedOut(/silent for 0 seconds/));
});

test('a failure that the agent meant to get over is the cause, not the silence after it', async () => {
  const waits: Act = async function* (_turn, signal) {
    yield { kind: 'error', error: 'limit', message: 'Too many requests.', willRetry: true, resetAt: null };
    await untilAborted(signal);
  };
  expect((await eventsOf(waits, { idleLimitMs: reached(40) })).slice(-2)).toEqual([
    {
      kind: 'error',
      error: 'limit',
      message: expect.stringMatching(/^Too many requests\. It was silent/),
      willRetry: false,
      resetAt: null,
    },
    { kind: 'finished', how: 'failed' },
  ]);
});

test('time in all ends a turn that talks on and on', async () => {
  const chatter: Act = async function* (_turn, signal) {
    while (!signal.aborted) {
      yield { kind: 'message', text: '…' };
      await sleep(anywhere(5));
    }
  };
  const events = await eventsOf(chatter, { wallLimitMs: reached(80) });
  expect(events.slice(-2)).toEqual(timedOut(/longer than 0.1 seconds/));
});

test('a sign of life that is no event counts', async () => {
  const time = heldTime();
  const busy: Act = async (turn) => {
    for (let step = 0; step < 20; step++) {
      await time.pass(0.75 * HELD_MS);
      turn.alive?.();
    }
  };
  expect(await eventsOf(busy, { idleLimitMs: HELD_MS }, never, time)).toEqual([
    { kind: 'finished', how: 'completed' },
  ]);
});

test('a turn that goes on working may take any time where only silence is limited', async () => {
  const time = heldTime();
  const chatter: Act = async function* () {
    for (let step = 0; step < 30; step++) {
      await time.pass(0.75 * HELD_MS);
      yield { kind: 'message', text: '…' };
    }
  };
  const limits = { idleLimitMs: HELD_MS, wallLimitMs: Number.POSITIVE_INFINITY };
  const events = await eventsOf(chatter, limits, never, time);
  expect(events.at(-1)).toEqual({ kind: 'finished', how: 'completed' });
  expect(events).toHaveLength(31);
});

test('a laptop that sleeps for hours in a turn was not silent', async () => {
  let steady = 0;
  let looks = 0;
  const awake = awakeTime(() => {
    looks++;
    return steady;
  });
  const asleep: Act = async () => {
    for (let night = 0; night < 3; night++) {
      steady += 8 * 3_600_000;
      const before = looks;
      await eventually(() => looks > before, 'a look at the time');
    }
  };
  const limits = { idleLimitMs: 60_000, wallLimitMs: 60_000 };
  // Looked at every second: that is how long the test waits at most for each.
  expect(await eventsOf(asleep, limits, never, { now: awake })).toEqual([
    { kind: 'finished', how: 'completed' },
  ]);
});

test('the time of a slow reader is not the agent’s silence', async () => {
  const turn = actor(async function* () {
    yield { kind: 'message', text: 'a' };
    yield { kind: 'message', text: 'b' };
  });
  const limits = { idleLimitMs: HELD_MS, wallLimitMs: HANG_MS };
  const time = heldTime();
  const kinds: string[] = [];
  for await (const event of limitedTurn(turn, { ...({} as Turn), ...limits }, never, time)) {
    kinds.push(event.kind);
    if (event.kind === 'message') await time.pass(2 * HELD_MS);
  }
  expect(kinds).toEqual(['message', 'message', 'finished']);
});

test('an agent that does not listen is left behind', async () => {
  const deaf: Act = () => new Promise(() => undefined);
  const graceMs = reached(50);
  expect(await eventsOf(deaf, { idleLimitMs: reached(20) }, never, { graceMs })).toEqual(timedOut(/silent/));
});

test('an abort ends in exactly one "interrupted", whatever the agent makes of it', async () => {
  const crashing: Act = async (_turn, signal) => {
    await untilAborted(signal);
    throw new Error('torn down');
  };
  const failing: Act = async function* (_turn, signal) {
    await untilAborted(signal);
    yield { kind: 'finished', how: 'failed' };
  };
  for (const act of [crashing, failing]) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), anywhere(20));
    expect(await eventsOf(act, {}, controller.signal)).toEqual([{ kind: 'finished', how: 'interrupted' }]);
  }
});

test('a reader that stops reading ends the agent', async () => {
  let ended = false;
  const agent = actor(async function* (_turn, signal) {
    signal.addEventListener('abort', () => {
      ended = true;
    });
    yield { kind: 'message', text: 'a' };
    await untilAborted(signal);
  });
  const limits = { idleLimitMs: HANG_MS, wallLimitMs: HANG_MS };
  for await (const _event of limitedTurn(agent, { ...({} as Turn), ...limits }, never)) break;
  expect(ended).toBe(true);
});
