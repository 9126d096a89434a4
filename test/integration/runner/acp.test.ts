import { access, chmod, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acp } from '../../../src/runner/agents/acp/acp.ts';
import type { AgentEvent } from '../../../src/runner/agents/agent.ts';
import { DOCUMENT, type TurnStage, turnStage } from '../../support/agent-turn.ts';
import { ofType, stage as runStage } from '../../support/auto-run.ts';
import { geminiApi } from '../../support/fake-gemini.ts';
import { type Asked, type FakeModel, fakeModel, type Reply, taskIn } from '../../support/fake-model.ts';
import { geminiHome } from '../../support/gemini-home.ts';
import { anywhere } from '../../support/limits.ts';
import { oneIn } from '../../support/one-in.ts';
import { drawnFailures } from '../../support/provider-failures.ts';
import { MORE } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';
import { eventually } from '../../support/waits.ts';

/** Most of it is in one run of eight, all of it in `npm run test:more`. */
const drawn = oneIn(8);

const FINISHED = { kind: 'finished', how: 'completed' };
const COMMAND = 'gemini --acp --model gemini-2.5-flash';

/** Gemini CLI works in a process of its own under the one that is started, unless it is told not to: half the time. */
const QUICK = { GEMINI_CLI_NO_RELAUNCH: 'true' };

/** A real agent that speaks the protocol: Gemini CLI, as a command of the user's. */
async function stage(
  decide: (asked: Asked) => Reply,
  files: Record<string, string> = {},
  more: NodeJS.ProcessEnv = QUICK,
): Promise<TurnStage & { model: FakeModel }> {
  const model = await fakeModel(decide, geminiApi);
  const { env } = await geminiHome(model.baseUrl);
  return { ...(await turnStage(acp, { ...env, ...more, MAESTRO_ACP_COMMAND: COMMAND }, files)), model };
}

function tick(prompt: string): Reply {
  const { document, text } = taskIn(prompt);
  const input = {
    file_path: document,
    instruction: 'Tick',
    old_string: `- [ ] ${text}`,
    new_string: `- [x] ${text}`,
  };
  return { tool: 'replace', input };
}
const write = (path: string, content: string): Reply => ({
  tool: 'write_file',
  input: { file_path: path, content },
});
const errorsIn = (events: readonly AgentEvent[]) =>
  events.filter((event) => event.kind === 'error' && !event.willRetry);

// agents/sample.test.ts has it do more, in every run.
test.runIf(MORE)('a real ACP agent works through a document', async () => {
  const model = await fakeModel(({ prompt, results }) => {
    const { text } = taskIn(prompt);
    if (results.length === 0) return write(`${text.toLowerCase()}.txt`, 'Hello\n');
    return results.length === 1 ? tick(prompt) : { say: 'Done.' };
  }, geminiApi);
  const { env } = await geminiHome(model.baseUrl);
  const there = await runStage(['# Words\n\n- [ ] Greet\n- [ ] Part\n'], acp, {
    env: { ...env, ...QUICK, MAESTRO_ACP_COMMAND: COMMAND },
  });
  expect(await there.run()).toEqual({ how: 'finished' });
  expect(ofType(there.journal, 'task_finished').map((event) => [event.text, event.outcome])).toEqual([
    ['Greet', 'done'],
    ['Part', 'done'],
  ]);
  expect(await there.read(0)).toBe('# Words\n\n- [x] Greet\n- [x] Part\n');
  expect(await readFile(join(there.input.workspace.dir, 'part.txt'), 'utf8')).toBe('Hello\n');
});

describe('one turn of a real agent', () => {
  drawn('tells everything but usage, which has no one meaning', async () => {
    const there = await stage(({ prompt, results }) =>
      results.length === 0 ? tick(prompt) : { say: 'Said hello.' },
    );
    const events = await there.run();
    expect(await readFile(there.turn.documentFile, 'utf8')).toBe('- [x] Say hello\n');
    expect(events[0]).toEqual({ kind: 'started', sessionId: expect.any(String), model: null });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'tool_call', name: 'edit' }));
    expect(events).toContainEqual({ kind: 'file_change', path: DOCUMENT, change: 'update' });
    expect(events).toContainEqual({ kind: 'message', text: 'Said hello.' });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'needs_input', answered: 'allowed once (sandbox: workspace-write)' }),
    );
    expect(events.filter(({ kind }) => ['unknown', 'error', 'usage'].includes(kind))).toEqual([]);
    expect(events.at(-1)).toEqual(FINISHED);
    await there.nothingLeft();
  });

  drawn('a session that it cannot load is replaced by a fresh one', async () => {
    const there = await stage(() => ({ say: 'Yes.' }));
    const gone = '00000000-0000-4000-8000-000000000000';
    const events = await there.run({ sessionId: gone });
    expect(events[0]).toMatchObject({ kind: 'started', sessionId: expect.not.stringContaining(gone) });
    expect(events.at(-1)).toEqual(FINISHED);
  });

  drawn('what it asks for beyond edits in the clone is rejected and told', async () => {
    const proof = join(await tempDir(), 'proof');
    const tries: Reply[] = [
      { shell: `touch ${proof}` },
      write('.git/hooks/pre-commit', 'x'),
      write('in.txt', 'x'),
    ];
    const there = await stage(({ results }) => tries[results.length] ?? { say: 'Done.' });
    const events = await there.run();
    expect(events.filter((event) => event.kind === 'needs_input')[0]).toMatchObject({
      question: expect.stringContaining('touch'),
      answered: 'rejected (sandbox: workspace-write)',
    });
    await expect(access(proof)).rejects.toThrow();
    await expect(access(join(there.dir, '.git/hooks/pre-commit'))).rejects.toThrow();
  });

  drawn.each(drawnFailures())('%s is told as what it is, once', async (_name, reply, kind) => {
    const there = await stage(() => reply);
    const events = await there.run();
    expect(errorsIn(events)).toEqual([expect.objectContaining({ error: kind, resetAt: null })]);
    expect(events.at(-1)).toEqual({ kind: 'finished', how: 'failed' });
    await there.nothingLeft();
  });

  drawn('a model that falls silent is ended by our idle limit', async () => {
    const there = await stage(() => ({ hang: 'Let me think' }), {}, {});
    expect((await there.runSilent(() => there.model.open() > 0)).slice(-2)).toMatchObject([
      { kind: 'error', error: 'timeout' },
      { kind: 'finished', how: 'failed' },
    ]);
    await there.nothingLeft();
  });

  drawn.each([0, 300])('an abort after %i ms ends as interrupted and leaves no process', async (ms) => {
    const there = await stage(() => ({ hang: 'Let me think' }), {}, {});
    const controller = new AbortController();
    setTimeout(() => controller.abort(), anywhere(ms));
    expect((await there.run({}, controller.signal)).at(-1)).toEqual({ kind: 'finished', how: 'interrupted' });
    await there.nothingLeft();
  });

  drawn('an abort in the middle of an answer', async () => {
    const there = await stage(() => ({ hang: 'Let me think' }), {}, {});
    const controller = new AbortController();
    const running = there.run({}, controller.signal);
    await eventually(() => there.model.open() > 0, 'the model answers');
    controller.abort();
    expect((await running).at(-1)).toEqual({ kind: 'finished', how: 'interrupted' });
    await there.nothingLeft();
    await eventually(() => there.model.open() === 0, 'the stream is closed');
  });
});

/** A small agent whose behaviour is its argument. */
const AGENT = `#!/usr/bin/env node
const mode = process.argv[2];
const say = (...all) => process.stdout.write(all.map((one) => JSON.stringify({ jsonrpc: '2.0', ...one }) + '\\n').join(''));
const update = (update) => ({ method: 'session/update', params: { sessionId: 's', update } });
const text = (text) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize')
    say({
      id,
      result: {
        protocolVersion: mode === 'future' ? 9 : 1,
        agentInfo: { name: 'x', version: '1.2.3' },
        agentCapabilities: { loadSession: mode === 'loads' },
      },
    });
  if (method === 'session/load')
    say(...(params.sessionId === 's' ? [text('Old words'), { id, result: {} }] : [{ id, error: { code: -32002, message: 'Gone' } }]));
  if (method === 'session/new')
    say(mode === 'locked' ? { id, error: { code: -32000, message: 'Authentication required' } } : { id, result: { sessionId: 's' } });
  if (method !== 'session/prompt') return;
  if (mode === 'dies') process.exit(3);
  if (mode === 'stubborn') return say(text('Never'));
  process.stdout.write('plain words\\n');
  const stopReason = { refuses: 'refusal', tokens: 'max_tokens' }[mode] ?? 'end_turn';
  say(text('Both '), update({ sessionUpdate: 'from_the_future' }), text('in one read'), { id, result: { stopReason } }, text('late'));
});
process.stdin.on('end', () => process.exit(0));
`;

describe.skipIf(process.platform === 'win32')('an agent of our own', () => {
  async function ours(mode: string): Promise<TurnStage> {
    const dir = await tempDir();
    const file = join(dir, 'agent');
    await writeFile(file, AGENT);
    await chmod(file, 0o755);
    const PATH = `${dir}:${dirname(process.execPath)}:/usr/bin:/bin`;
    return turnStage(acp, { PATH, HOME: dir, MAESTRO_ACP_COMMAND: JSON.stringify(['agent', mode]) });
  }

  test('an end that comes in the same read as the words before it loses none of them', async () => {
    const there = await ours('talks');
    for (let round = 0; round < 20; round++)
      expect(await there.run()).toEqual([
        // It cannot continue sessions.
        { kind: 'started', sessionId: null, model: null },
        { kind: 'unknown', raw: 'plain words' },
        { kind: 'unknown', raw: expect.stringContaining('from_the_future') },
        { kind: 'message', text: 'Both in one read' },
        FINISHED,
      ]);
  });

  test('a session is continued where it can be, and what it replays is not told again', async () => {
    const there = await ours('loads');
    for (const sessionId of [null, 's', 'gone']) {
      const events = await there.run({ sessionId });
      expect(events[0]).toEqual({ kind: 'started', sessionId: 's', model: null });
      expect(events.filter(({ kind }) => kind === 'message')).toEqual([
        { kind: 'message', text: 'Both in one read' },
      ]);
    }
  });

  oneIn(3).each([
    ['refuses', 'refused', 'refused to go on'],
    ['tokens', 'model', 'max_tokens'],
    ['dies', 'crash', 'in the middle of the turn'],
    ['locked', 'auth', 'Sign in'],
    ['future', 'crash', 'version 9'],
  ])('one that %s', async (mode, error, message) => {
    const there = await ours(mode);
    const events = await there.run();
    expect(errorsIn(events)).toEqual([
      expect.objectContaining({ error, message: expect.stringContaining(message) }),
    ]);
    expect(events.at(-1)).toEqual({ kind: 'finished', how: 'failed' });
    await there.nothingLeft();
  });

  test('one that does not obey is ended', async () => {
    const there = await ours('stubborn');
    const controller = new AbortController();
    const running = there.run({}, controller.signal);
    setTimeout(() => controller.abort(), anywhere(1_000));
    expect((await running).at(-1)).toEqual({ kind: 'finished', how: 'interrupted' });
    await there.nothingLeft();
  });

  test('a model cannot be asked for, and a command has to be there', async () => {
    const there = await ours('talks');
    expect(errorsIn(await there.run({ model: 'x' }))).toMatchObject([
      { message: expect.stringContaining('model') },
    ]);
    const env = { ...there.turn.env, MAESTRO_ACP_COMMAND: 'nowhere-at-all' };
    expect(errorsIn(await there.run({ env }))).toMatchObject([
      { message: expect.stringContaining('nowhere-at-all') },
    ]);
  });

  test('detection asks for a greeting', async () => {
    const detect = async (mode: string) => acp.detect((await ours(mode)).turn.env);
    expect(await detect('talks')).toMatchObject({ installed: true, version: '1.2.3', remedy: null });
    expect(await detect('future')).toMatchObject({
      installed: false,
      remedy: expect.stringContaining('version 9'),
    });
    expect(await acp.detect({ PATH: '' })).toMatchObject({
      installed: false,
      remedy: expect.stringContaining('Set '),
    });
    expect(await acp.detect({ MAESTRO_ACP_COMMAND: '[1]' })).toMatchObject({
      remedy: expect.stringContaining('JSON'),
    });
    expect(await acp.detect({ PATH: '', MAESTRO_ACP_COMMAND: 'x' })).toMatchObject({ installed: false });
  });
});
