import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { AgentErrorKind, AgentEvent } from '../../../../src/runner/agents/agent.ts';
import { actor, addLine, ofType, stage, tick, untilAborted } from '../../../support/auto-run.ts';

const TWO = '# Two\n\n- [ ] First\n- [ ] Second\n';

const failing = (error: AgentErrorKind, resetAt: string | null = null): AgentEvent[] => [
  { kind: 'error', error, message: `it failed: ${error}`, willRetry: false, resetAt },
  { kind: 'finished', how: 'failed' },
];

describe('a good agent', () => {
  test('every task is run once, committed, and each document pushed', async () => {
    const agent = actor(tick);
    const there = await stage([TWO, '- [ ] Third\n'], agent);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(there.journal.filter((event) => event.type !== 'agent').map((event) => event.type)).toEqual([
      'document_started',
      'turn_started',
      'turn_finished',
      'task_finished',
      'turn_started',
      'turn_finished',
      'task_finished',
      'document_finished',
      'pushed',
      'document_started',
      'turn_started',
      'turn_finished',
      'task_finished',
      'document_finished',
      'pushed',
    ]);
    expect(there.commits).toEqual(['Symphony: First', 'Symphony: Second', 'Symphony: Third']);
    expect(there.pushes).toEqual(['sha-2', 'sha-3']);
    expect(ofType(there.journal, 'document_finished')).toEqual([
      { type: 'document_finished', document: 0, done: 2, unfinished: 0 },
      { type: 'document_finished', document: 1, done: 1, unfinished: 0 },
    ]);
  });

  test('documents without an open task are skipped, and that is said', async () => {
    const agent = actor(tick);
    const there = await stage(['# Nothing\n', '- [x] Done before\n'], agent);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(there.journal).toEqual([
      { type: 'document_skipped', document: 0, reason: 'It has no tasks.' },
      { type: 'document_skipped', document: 1, reason: 'All of its tasks are done already.' },
    ]);
    expect(agent.turns).toHaveLength(0);
  });

  test('tasks that the maintainer had ticked are left alone', async () => {
    const agent = actor(tick);
    const there = await stage(['- [x] Before\n- [ ] Now\n'], agent);
    await there.run();
    expect(there.commits).toEqual(['Symphony: Now']);
    expect(ofType(there.journal, 'document_finished')[0]).toMatchObject({ done: 2, unfinished: 0 });
  });

  test('a task that an earlier turn ticked along is done without a turn', async () => {
    const agent = actor(async (turn) => {
      await tick(turn);
      await tick({ ...turn, task: { line: 4, text: 'Second' } });
    });
    const there = await stage([TWO], agent);
    await there.run();
    expect(agent.turns).toHaveLength(1);
    expect(ofType(there.journal, 'task_finished').map((event) => [event.text, event.outcome])).toEqual([
      ['First', 'done'],
      ['Second', 'done'],
    ]);
  });

  test('usage is summed per turn, and every event is journaled', async () => {
    const usage = {
      inputTokens: 10,
      cachedInputTokens: 4,
      outputTokens: 2,
      reasoningTokens: 1,
      costUsd: null,
    };
    const agent = actor(async function* (turn) {
      yield { kind: 'started', sessionId: 's1', model: 'm' };
      yield { kind: 'usage', usage };
      await tick(turn);
      yield { kind: 'usage', usage };
    });
    const there = await stage(['- [ ] One\n'], agent);
    await there.run();
    expect(ofType(there.journal, 'turn_finished')[0]).toMatchObject({
      outcome: 'completed',
      ticked: true,
      sessionId: 's1',
      usage: { inputTokens: 20, cachedInputTokens: 8, outputTokens: 4, reasoningTokens: 2, costUsd: null },
      error: null,
    });
    expect(ofType(there.journal, 'agent').map((event) => event.event.kind)).toEqual([
      'started',
      'usage',
      'usage',
      'finished',
    ]);
  });
});

describe('no progress', () => {
  test('one more try with that said, then unfinished, and the run goes on', async () => {
    const agent = actor(async (turn) => {
      if (turn.task.text === 'Second') await tick(turn);
    });
    const there = await stage([TWO], agent);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(agent.turns.map((turn) => turn.task.text)).toEqual(['First', 'First', 'Second']);
    expect(agent.turns[0]?.prompt).not.toContain('earlier attempt');
    expect(agent.turns[1]?.prompt).toContain('ended without its box being ticked');
    expect(ofType(there.journal, 'turn_started').map((event) => event.attempt)).toEqual([1, 2, 1]);
    expect(there.commits).toEqual(['Symphony: First (unfinished)', 'Symphony: Second']);
    expect(ofType(there.journal, 'document_finished')[0]).toMatchObject({ done: 1, unfinished: 1 });
  });

  test('whatever the agent says: the box decides', async () => {
    const agent = actor(async function* () {
      yield { kind: 'message', text: 'All done! I ticked the box.' };
    });
    const there = await stage(['- [ ] One\n'], agent);
    await there.run();
    expect(ofType(there.journal, 'task_finished')[0]?.outcome).toBe('unfinished');
  });

  test('a ticked box counts although the turn failed', async () => {
    const agent = actor(async function* (turn) {
      await tick(turn);
      yield* failing('network');
    });
    const there = await stage([TWO], agent);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(there.commits).toHaveLength(2);
  });
});

describe('growth', () => {
  test('an agent that adds tasks for ever gets as many again as there were', async () => {
    const agent = actor(async (turn, _signal, count) => {
      await tick(turn);
      await addLine(turn, `- [ ] More ${count}\n- [ ] Yet more ${count}`);
    });
    const there = await stage(['- [ ] One\n- [ ] Two\n- [ ] Three\n'], agent);
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(agent.turns).toHaveLength(6);
    expect(ofType(there.journal, 'document_finished')[0]).toMatchObject({ done: 6, unfinished: 9 });
    expect(
      ofType(there.journal, 'task_finished').filter((event) => event.outcome === 'unfinished'),
    ).toHaveLength(9);
  });

  test('a thousand added tasks do not flood the journal', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `- [ ] Task ${index}`).join('\n');
    const agent = actor(async (turn, _signal, count) => {
      await tick(turn);
      if (count === 1) await addLine(turn, many);
    });
    const there = await stage(['- [ ] One\n'], agent);
    await there.run();
    expect(agent.turns).toHaveLength(2);
    expect(there.journal.length).toBeLessThan(130);
  });
});

describe('halt', () => {
  test('the marker stops the whole run, after what was finished is committed', async () => {
    const agent = actor(async (turn) => {
      await tick(turn);
      await addLine(turn, '\n<!-- maestro:halt: which of the two APIs? -->');
    });
    const there = await stage([TWO, TWO], agent);
    const halted = { file: '.maestro/symphony/test/0.md', line: 6, reason: 'which of the two APIs?' };
    expect(await there.run()).toEqual({ how: 'halted', ...halted });
    expect(there.commits).toEqual(['Symphony: First']);
    expect(there.journal.at(-1)).toEqual({ type: 'halted', ...halted });
  });

  test('a marker from before blocks the start, with its place', async () => {
    const there = await stage([TWO, `${TWO}\n<!-- maestro:halt: ask Ada -->\n`], actor(tick));
    await expect(there.run()).rejects.toMatchObject({
      code: 'autorun.stale-halt',
      message: '.maestro/symphony/test/1.md:6 holds a halt marker: ask Ada',
      data: { line: 6 },
    });
    expect(there.journal).toEqual([]);
  });

  test('after the marker is gone the run goes on', async () => {
    const agent = actor(async (turn, _signal, count) => {
      if (count === 1) await addLine(turn, '<!-- maestro:halt: help -->');
      else await tick(turn);
    });
    const there = await stage(['- [ ] One\n'], agent);
    expect(await there.run()).toMatchObject({ how: 'halted' });
    await writeFile(there.file(0), '- [ ] One\n');
    expect(await there.run()).toEqual({ how: 'finished' });
  });
});

describe('failures', () => {
  test.each([
    ['auth', { how: 'agent_failed', kind: 'auth' }, 1],
    ['limit', { how: 'rate_limit', resetAt: '2030-01-01T00:00:00.000Z' }, 1],
    ['network', { how: 'offline' }, 1],
    ['overloaded', { how: 'overloaded' }, 1],
    ['crash', { how: 'agent_failed', kind: 'crash' }, 2],
    ['refused', { how: 'agent_failed', kind: 'refused' }, 2],
    ['model', { how: 'agent_failed', kind: 'model' }, 2],
  ] as const)('%s ends the run as %j after %i turns', async (kind, end, turns) => {
    const agent = actor(async function* () {
      yield* failing(kind, kind === 'limit' ? '2030-01-01T00:00:00.000Z' : null);
    });
    const there = await stage([TWO], agent);
    expect(await there.run()).toMatchObject({ ...end, message: `it failed: ${kind}` });
    expect(agent.turns).toHaveLength(turns);
    expect(ofType(there.journal, 'task_finished')).toEqual([]);
  });

  test('a crash after a turn without progress uses the last try; the next crash in a row ends the run', async () => {
    const agent = actor(async function* (_turn, _signal, count) {
      if (count > 1) yield* failing('crash');
    });
    const there = await stage([TWO], agent);
    expect(await there.run()).toMatchObject({ how: 'agent_failed' });
    expect(agent.turns.map((turn) => turn.task.text)).toEqual(['First', 'First', 'Second']);
  });

  test('a resume after a failure tries the task again, and again gives up after it', async () => {
    let broken = true;
    const agent = actor(async function* (turn) {
      if (broken) yield* failing('crash');
      else await tick(turn);
    });
    const there = await stage(['- [ ] One\n'], agent);
    expect(await there.run()).toMatchObject({ how: 'agent_failed' });
    expect(await there.run()).toMatchObject({ how: 'finished' });
    expect(ofType(there.journal, 'task_finished')[0]?.outcome).toBe('unfinished');
    expect(agent.turns).toHaveLength(3);
    broken = false;
    const other = await stage(['- [ ] One\n'], agent);
    expect(await other.run()).toEqual({ how: 'finished' });
  });

  test('limits and broken connections use no try up', async () => {
    const agent = actor(async function* (turn, _signal, count) {
      if (count <= 5) yield* failing('limit');
      else await tick(turn);
    });
    const there = await stage(['- [ ] One\n'], agent);
    for (let run = 0; run < 5; run++) expect(await there.run()).toMatchObject({ how: 'rate_limit' });
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(ofType(there.journal, 'turn_started').map((event) => event.attempt)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('an agent that throws, or that ends without a word, has crashed', async () => {
    const thrower = actor(() => Promise.reject(new Error('a defect')));
    expect(await (await stage([TWO], thrower)).run()).toMatchObject({
      how: 'agent_failed',
      kind: 'crash',
      message: 'a defect',
    });
    const silent = {
      ...actor(tick),
      run: async function* () {
        /* It ends at once. */
      },
    };
    expect(await (await stage([TWO], silent)).run()).toMatchObject({ how: 'agent_failed', kind: 'crash' });
  });

  test('an interruption from elsewhere is a failure, not a pause', async () => {
    const agent = actor(async function* () {
      yield { kind: 'finished', how: 'interrupted' };
    });
    expect(await (await stage([TWO], agent)).run()).toMatchObject({ how: 'agent_failed', kind: 'crash' });
    expect(agent.turns).toHaveLength(2);
  });
});

describe('pause', () => {
  test('at once: the turn is interrupted, and the task is run again with that said', async () => {
    const controller = new AbortController();
    const agent = actor(async function* (turn, signal, count) {
      yield { kind: 'started', sessionId: 'thread-1', model: null };
      if (count > 1) return void (await tick(turn));
      controller.abort();
      await untilAborted(signal);
    });
    const there = await stage(['- [ ] One\n'], agent);
    expect(await there.run({ signal: controller.signal })).toEqual({ how: 'stopped' });
    expect(there.journal.at(-1)).toMatchObject({
      type: 'turn_finished',
      outcome: 'interrupted',
      ticked: false,
    });
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(agent.turns[1]?.prompt).toContain('was interrupted');
    expect(agent.turns[1]?.sessionId).toBe('thread-1');
    expect(ofType(there.journal, 'turn_started').map((event) => event.attempt)).toEqual([1, 1]);
  });

  test('after the task: it is finished, the next is not begun', async () => {
    let asked = false;
    const agent = actor(async (turn) => {
      asked = true;
      await tick(turn);
    });
    const there = await stage([TWO], agent, { pauseAfterTask: () => asked });
    expect(await there.run()).toEqual({ how: 'stopped' });
    expect(there.commits).toEqual(['Symphony: First']);
  });

  test('a signal that was aborted before starts nothing', async () => {
    const agent = actor(tick);
    const there = await stage([TWO], agent);
    expect(await there.run({ signal: AbortSignal.abort() })).toEqual({ how: 'stopped' });
    expect(agent.turns).toHaveLength(0);
  });
});

describe('fresh context', () => {
  const threaded = () =>
    actor(async function* (turn, _signal, count) {
      yield { kind: 'started', sessionId: turn.sessionId ?? `thread-${count}`, model: null };
      if (count !== 2) await tick(turn);
    });

  test('per task: another try goes on in its thread, another task in a new one', async () => {
    const agent = threaded();
    await (await stage([TWO], agent)).run();
    expect(agent.turns.map((turn) => turn.sessionId)).toEqual([null, null, 'thread-2']);
  });

  test('per document: one thread walks through it, the next document gets a new one', async () => {
    const agent = threaded();
    await (await stage([TWO, '- [ ] Third\n'], agent, { freshContext: 'document' })).run();
    expect(agent.turns.map((turn) => turn.sessionId)).toEqual([null, 'thread-1', 'thread-1', null]);
  });

  test('after a failure the thread is not trusted', async () => {
    const agent = actor(async function* (turn, _signal, count) {
      yield { kind: 'started', sessionId: `thread-${count}`, model: null };
      if (count === 1) yield* failing('crash');
      else await tick(turn);
    });
    await (await stage([TWO], agent, { freshContext: 'document' })).run();
    expect(agent.turns.map((turn) => turn.sessionId)).toEqual([null, null, 'thread-2']);
  });
});
