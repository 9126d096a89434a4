import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentEvent, Turn } from '../../../../src/runner/agents/agent.ts';
import { agents, findAgent } from '../../../../src/runner/agents/index.ts';
import { fileIsThere } from '../../../../src/runner/agents/scripted/until.ts';
import { scripted } from '../../../../src/runner/agents/scripted/scripted.ts';
import { anywhere, HANG_MS } from '../../../support/limits.ts';
import { tempDir } from '../../../support/temp.ts';

const DOCUMENT = '# Doc\n\n- [ ] Do the thing\n- [ ] Another\n';

async function clone(tasks: unknown[] | null): Promise<{ dir: string; turn: Turn }> {
  const dir = await tempDir();
  const documentFile = join(dir, 'doc.md');
  await writeFile(documentFile, DOCUMENT);
  await mkdir(join(dir, '.maestro'));
  if (tasks) await writeFile(join(dir, '.maestro', 'scripted.json'), JSON.stringify({ version: 1, tasks }));
  const turn: Turn = {
    prompt: 'p'.repeat(400),
    cwd: dir,
    documentFile,
    task: { line: 3, text: 'Do the thing' },
    model: null,
    sessionId: null,
    sandbox: 'workspace-write',
    env: {},
    idleLimitMs: HANG_MS,
    wallLimitMs: HANG_MS,
  };
  return { dir, turn };
}

async function run(turn: Turn, signal = new AbortController().signal): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of scripted.run(turn, signal)) events.push(event);
  return events;
}

test('it does what the script says, tells it like any agent, and says that it is no model', async () => {
  const { dir, turn } = await clone([
    {
      match: 'the thing',
      say: 'Doing it.',
      edits: [
        { file: 'src/new.js', write: 'export {};\n' },
        { file: 'src/new.js', append: '// more\n' },
        { file: 'src/new.js', find: '{}', replace: '{ a }' },
      ],
      addTasks: ['Look again'],
    },
  ]);
  const events = await run(turn);
  expect(events.map((event) => event.kind)).toEqual([
    'started',
    'message',
    ...['tool_call', 'file_change', 'tool_result'],
    ...['tool_call', 'file_change', 'tool_result'],
    ...['tool_call', 'file_change', 'tool_result'],
    'usage',
    'finished',
  ]);
  expect(events[0]).toMatchObject({ model: 'none (scripted rehearsal)' });
  expect(events[1]).toEqual({ kind: 'message', text: '[rehearsal, no model] Doing it.' });
  expect(events.find((event) => event.kind === 'usage')).toMatchObject({
    usage: { inputTokens: 100, cachedInputTokens: 50 },
  });
  expect(await readFile(join(dir, 'src/new.js'), 'utf8')).toBe('export { a };\n// more\n');
  expect(await readFile(turn.documentFile, 'utf8')).toBe(
    '# Doc\n\n- [x] Do the thing\n- [ ] Another\n- [ ] Look again\n',
  );
});

test('doing it again changes nothing', async () => {
  const { dir, turn } = await clone([
    {
      match: 'the thing',
      edits: [
        { file: 'a.txt', append: 'line\n' },
        { file: 'doc.md', find: '# Doc', replace: '# Doc, better' },
      ],
      addTasks: ['Look again'],
    },
  ]);
  await run(turn);
  const once = [await readFile(join(dir, 'a.txt'), 'utf8'), await readFile(turn.documentFile, 'utf8')];
  const events = await run(turn);
  expect([await readFile(join(dir, 'a.txt'), 'utf8'), await readFile(turn.documentFile, 'utf8')]).toEqual(
    once,
  );
  expect(events.some((event) => event.kind === 'file_change')).toBe(false);
  expect(events.at(-1)).toEqual({ kind: 'finished', how: 'completed' });
});

test('without a script it notes the task in REHEARSAL.md', async () => {
  const { dir, turn } = await clone(null);
  await run(turn);
  expect(await readFile(join(dir, 'REHEARSAL.md'), 'utf8')).toBe('- Do the thing\n');
  expect(await readFile(turn.documentFile, 'utf8')).toContain('- [x] Do the thing');
});

test('it halts, and it leaves a box alone, when the script says so', async () => {
  const halting = await clone([{ match: 'the thing', halt: 'ask a person' }]);
  await run(halting.turn);
  expect(await readFile(halting.turn.documentFile, 'utf8')).toBe(
    `${DOCUMENT}<!-- maestro:halt: ask a person -->\n`,
  );
  const lazy = await clone([{ match: 'the thing', tick: false }]);
  await run(lazy.turn);
  expect(await readFile(lazy.turn.documentFile, 'utf8')).toBe(DOCUMENT);
});

describe('what it refuses', () => {
  test.each([
    '../out.txt',
    '/etc/out.txt',
    'link/out.txt',
    '.git/hooks/pre-push',
    'sub/.GIT/config',
    '.git./x',
  ])('the path %s', async (file) => {
    const { dir, turn } = await clone([{ match: 'the thing', edits: [{ file, write: 'x' }] }]);
    await symlink(dirname(dir), join(dir, 'link'));
    const events = await run(turn);
    expect(events.at(-2)).toMatchObject({ kind: 'error', error: 'refused' });
    expect(events.at(-1)).toEqual({ kind: 'finished', how: 'failed' });
    expect(await readFile(turn.documentFile, 'utf8')).toBe(DOCUMENT);
  });

  test('an edit whose text is not there, a script of another shape, a read-only sandbox', async () => {
    const missing = await clone([
      { match: 'the thing', edits: [{ file: 'doc.md', find: 'nowhere', replace: 'x' }] },
    ]);
    const wrong = await clone([{ match: 'the thing', edit: 'x' }]);
    const readOnly = await clone([{ match: 'the thing', edits: [{ file: 'a', write: 'x' }] }]);
    readOnly.turn.sandbox = 'read-only';
    for (const { turn } of [missing, wrong, readOnly])
      expect((await run(turn)).at(-1)).toEqual({ kind: 'finished', how: 'failed' });
  });
});

test('it stops at once when it is told to', async () => {
  const { turn } = await clone([{ match: 'the thing', delayMs: 600_000 }]);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), anywhere(20));
  const events = await run(turn, controller.signal);
  expect(events.at(-1)).toEqual({ kind: 'finished', how: 'interrupted' });
  expect(await readFile(turn.documentFile, 'utf8')).toBe(DOCUMENT);
});

test('it goes on only once the file that it waits for is there', async () => {
  const { dir, turn } = await clone([
    { match: 'the thing', until: 'go', edits: [{ file: 'a.txt', write: 'a' }] },
  ]);
  const events: AgentEvent[] = [];
  for await (const event of scripted.run(turn, new AbortController().signal)) {
    events.push(event);
    if (event.kind !== 'message' || !event.text.endsWith('.maestro/go.')) continue;
    // Its folder changes, but not by this file.
    await writeFile(join(dir, '.maestro/other'), '');
    expect(await readFile(turn.documentFile, 'utf8')).toBe(DOCUMENT);
    setTimeout(() => void writeFile(join(dir, '.maestro/go'), ''), anywhere(20));
  }
  expect(events.map(({ kind }) => kind)).toEqual([
    ...['started', 'message', 'message'],
    ...['tool_call', 'file_change', 'tool_result'],
    ...['usage', 'finished'],
  ]);
  expect(await readFile(turn.documentFile, 'utf8')).toContain('- [x] Do the thing');
  // It is there now.
  expect((await run(turn)).at(-1)).toEqual({ kind: 'finished', how: 'completed' });
});

test('it stops to wait for a file when it is told to', async () => {
  const { turn } = await clone([{ match: 'the thing', until: 'go' }]);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), anywhere(20));
  expect((await run(turn, controller.signal)).at(-1)).toEqual({ kind: 'finished', how: 'interrupted' });
  expect(await readFile(turn.documentFile, 'utf8')).toBe(DOCUMENT);
});

test('an end that comes while the file is looked up is heard', async () => {
  const { dir } = await clone([]);
  const controller = new AbortController();
  const waiting = fileIsThere(dir, 'go', controller.signal);
  controller.abort();
  await expect(waiting).rejects.toThrow(/abort/i);
});

test.each(['../go', 'a/b', '', 'Go', '.git'])('it waits for no file named %j', async (until) => {
  const { turn } = await clone([{ match: 'the thing', until }]);
  expect((await run(turn)).at(-1)).toEqual({ kind: 'finished', how: 'failed' });
});

test('agents are found by their id, and an unknown one names those there are', () => {
  const ids = agents().map((agent) => agent.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect([ids[0], ids.at(-1)]).toEqual(['codex', 'scripted']);
  for (const id of ids) expect(findAgent(id).id).toBe(id);
  expect(findAgent('scripted').displayName).toBe('Scripted (rehearsal, no model)');
  expect(() => findAgent('gpt')).toThrowError(
    expect.objectContaining({ code: 'agent.unknown', remedy: `Choose one of: ${ids.join(', ')}.` }),
  );
});
