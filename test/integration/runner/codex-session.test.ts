import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findOnPath } from '../../../src/platform/process/which.ts';
import type { AgentEvent } from '../../../src/runner/agents/agent.ts';
import { openCodexSession } from '../../../src/runner/agents/codex/session.ts';
import { codexStage, usageIn } from '../../support/agent-turn.ts';
import { RUN_MS } from '../../support/limits.ts';
import { processesWith } from '../../support/processes.ts';
import { tempDir } from '../../support/temp.ts';
import { eventually } from '../../support/waits.ts';

const schema = { type: 'object', properties: { word: { type: 'string' } }, additionalProperties: false };

test('a session: several turns on one thread, tools of ours in each, one that is interrupted, and the thread again', async () => {
  const stage = await codexStage(({ prompt, results }) => {
    const tool = /^call (\w+)/.exec(prompt)?.[1];
    if (tool && results.length === 0) return { tool, input: { word: prompt } };
    if (prompt === 'wait' && results.length === 0) return { shell: 'sleep 611' };
    if (prompt === 'take your time' && results.length === 0) return { shell: 'sleep 4', yieldMs: 30_000 };
    return { say: results.at(-1) ?? `You said: ${prompt}` };
  });
  const calls: unknown[] = [];
  const tools = {
    specs: ['echo', 'broken'].map((name) => ({
      name,
      description: `The tool ${name}.`,
      inputSchema: schema,
    })),
    async call(name: string, input: unknown) {
      calls.push([name, input]);
      if (name === 'broken') throw new Error('It broke.');
      return { ok: true, text: `echo of ${JSON.stringify(input)}` };
    },
  };
  const open = async (sessionId: string | null) => {
    const command = (await findOnPath('codex', stage.turn.env)) ?? join('no', 'codex');
    const options = { ...stage.turn, sessionId, tools, command: [command, 'app-server'] as [string, string] };
    const session = await openCodexSession(options, AbortSignal.timeout(RUN_MS));
    onTestFinished(() => session.close());
    return session;
  };
  const all: AgentEvent[] = [];
  const turn = async (session: Awaited<ReturnType<typeof open>>, prompt: string, signal?: AbortSignal) => {
    const events: AgentEvent[] = [];
    for await (const event of session.turn(prompt, signal ?? AbortSignal.timeout(RUN_MS))) events.push(event);
    all.push(...events);
    const said = events.flatMap((event) => (event.kind === 'message' ? [event.text] : []));
    return { said: said.join(' '), end: events.at(-1) };
  };
  const completed = { kind: 'finished', how: 'completed' };

  const session = await open(null);
  expect(session).toMatchObject({ resumed: false, model: 'gpt-5.5' });
  expect(await turn(session, 'call echo')).toMatchObject({
    said: expect.stringContaining('echo of {"word":"call echo"}'),
    end: completed,
  });
  // What a tool throws is a failed call; the turn and the session go on.
  expect(await turn(session, 'call broken')).toMatchObject({
    said: expect.stringContaining('It broke.'),
    end: completed,
  });

  const stop = new AbortController();
  const waiting = turn(session, 'wait', stop.signal);
  const sleeps = (): boolean => processesWith(stage.mark).some((line) => line.includes('sleep 611'));
  await eventually(sleeps, 'the start of its command');
  stop.abort();
  expect((await waiting).end).toEqual({ kind: 'finished', how: 'interrupted' });
  // Whoever limits a turn stops it when it has heard of its end: that, and the interruption before, must end nothing later.
  const over = new AbortController();
  for await (const event of session.turn('still there?', over.signal)) {
    all.push(event);
    if (event.kind === 'finished') over.abort();
  }
  expect(all.slice(-3)).toContainEqual({ kind: 'message', text: 'You said: still there?' });
  expect((await turn(session, 'take your time')).end).toEqual(completed);
  await session.close();
  await session.close();
  await stage.nothingLeft();

  // The thread comes back with its tools in a process of its own.
  const again = await open(session.threadId);
  expect(again).toMatchObject({ threadId: session.threadId, resumed: true });
  expect(await turn(again, 'call echo, again')).toMatchObject({
    said: expect.stringContaining('echo of {"word":"call echo, again"}'),
    end: completed,
  });
  await again.close();
  expect(calls).toEqual([
    ['echo', { word: 'call echo' }],
    ['broken', { word: 'call broken' }],
    ['echo', { word: 'call echo, again' }],
  ]);
  expect(usageIn(all)).toEqual(stage.model.served());
  await stage.nothingLeft();
});

test('a turn of a session whose process dies is an error, and nothing is left', async () => {
  const stage = await codexStage(() => {
    for (const line of processesWith(stage.mark)) process.kill(Number(line.split(' ')[0]), 'SIGKILL');
    return { say: 'Nobody hears this.' };
  });
  const command = (await findOnPath('codex', stage.turn.env)) ?? join('no', 'codex');
  const session = await openCodexSession(
    { ...stage.turn, command: [command, 'app-server'] },
    AbortSignal.timeout(RUN_MS),
  );
  onTestFinished(() => session.close());
  const events = session.turn('hello', AbortSignal.timeout(RUN_MS));
  const all = async () => {
    for await (const event of events) expect(event.kind).not.toBe('finished');
  };
  await expect(all()).rejects.toMatchObject({ code: expect.stringMatching(/^codex\./) });
  await session.close();
  await stage.nothingLeft();
});

test('a stand-in that uses no model is let in by a rehearsal alone', async () => {
  const cwd = await tempDir();
  const stand = {
    command: [
      process.execPath,
      join(import.meta.dirname, '../../../dist/cli.js'),
      'scripted-codex',
      'app-server',
    ],
    cwd,
    model: null,
    sessionId: null,
    sandbox: 'workspace-write',
    env: { PATH: process.env.PATH, HOME: cwd },
  } as const satisfies Parameters<typeof openCodexSession>[0];
  for (const rehearsal of [{}, { rehearsal: false }])
    await expect(
      openCodexSession({ ...stand, ...rehearsal }, AbortSignal.timeout(RUN_MS)),
    ).rejects.toMatchObject({ code: 'agent.rehearsal-only' });
  const session = await openCodexSession({ ...stand, rehearsal: true }, AbortSignal.timeout(RUN_MS));
  await session.close();
});
