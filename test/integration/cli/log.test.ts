import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LogLine } from '../../../src/cli/json.ts';
import { homeFrom } from '../../../src/platform/paths.ts';
import type { EventBody } from '../../../src/symphony/journal/events.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { CLAIM, created, FIRST_DOCUMENT, HAND_OVER, PREPARATION, turn } from '../../support/events.ts';
import { CLI, newcomer } from './support.ts';

const ID = 'abcdefgh';
const MESSAGE: EventBody = {
  type: 'agent',
  document: 0,
  task: 'a',
  event: { kind: 'message', text: `\u009b31m\u001b[2J${'what it said, and at length. '.repeat(1_000)}` },
};

/** A newcomer whose one contribution ended long ago, with so many long messages of the agent in its journal. */
async function withJournal(messages: number) {
  const me = await newcomer();
  const home = `${me.home}/Maestro-Symphony`;
  const { journal } = contributionPaths(homeFrom({ MAESTRO_HOME: home }), ID);
  await mkdir(dirname(journal), { recursive: true });
  const [begun, ...tasks] = FIRST_DOCUMENT;
  const before: (EventBody | undefined)[] = [
    created(),
    ...CLAIM,
    ...PREPARATION,
    begun,
    ...turn('a', 'Task A'),
  ];
  const file = await open(journal, 'w');
  let seq = 0;
  const write = async (body: EventBody) =>
    file.appendFile(`${JSON.stringify({ v: 1, seq: seq++, at: '2026-03-01T10:00:00.000Z', ...body })}\n`);
  for (const body of before) if (body) await write(body);
  for (let at = 0; at < messages; at++) await write(MESSAGE);
  for (const body of [...tasks, ...HAND_OVER]) await write(body);
  await file.close();
  return { me, home, journal, events: seq };
}

describe('maestro symphony log', () => {
  it('tells a run that is over, for people and for programs, whole or one task', async () => {
    const { me, events } = await withJournal(2);
    const told = await me.maestro('symphony', 'log', 'abcd');
    expect(told.exitCode, told.stderr).toBe(0);
    expect(told.stdout).toContain('task      1/3 Task A');
    expect(told.stdout).toContain('ready for review');
    expect(told.stdout).not.toMatch(/[\u001b\u0080-\u009f]/);

    const lines = (await me.maestro('symphony', 'log', ID, '--json')).stdout.trim().split('\n');
    const parsed = lines.map((line) => LogLine.strict().parse(JSON.parse(line)));
    expect(parsed.map(({ seq }) => seq)).toEqual(Array.from({ length: events }, (_, seq) => seq));
    expect(lines.join('\n')).not.toMatch(/\\u001b|[\u001b\u0080-\u009f]/);

    const second = (await me.maestro('symphony', 'log', ID, '--json', '--task', '2')).stdout
      .trim()
      .split('\n');
    const numbers = second.map((line) => LogLine.parse(JSON.parse(line)).taskNumber);
    expect([numbers.length, ...new Set(numbers)]).toEqual([7, 2]);

    const none = await me.maestro('symphony', 'log', ID, '--task', '9');
    expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining('There is no task 9')]);
    expect((await me.maestro('symphony', 'status', ID)).stdout).toMatch(/ 2 – Task B/);
  });

  it('tells what comes before the damage in a journal, and then of the damage', async () => {
    const { me, journal } = await withJournal(0);
    await appendFile(journal, 'not JSON\n{}\n');
    const told = await me.maestro('symphony', 'log', ID);
    expect([told.exitCode, told.stderr]).toEqual([1, expect.stringContaining('[journal.damaged]')]);
    expect(told.stdout).toContain('task      2/3 Task B');
  });

  it('needs no more memory for a long one than for a short one', async () => {
    // 42 MB, in a heap that a quarter of it would fill.
    const { home } = await withJournal(1_500);
    const env = {
      MAESTRO_HOME: home,
      NODE_OPTIONS: '--max-old-space-size=40',
      MAESTRO_TEST_RUN: process.env.MAESTRO_TEST_RUN,
    };
    const child = spawn(process.execPath, [CLI, 'symphony', 'log', ID], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let bytes = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(0);
    expect(bytes).toBeGreaterThan(1_500 * 28_000);
  });
});
