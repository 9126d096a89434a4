import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeFrom } from '../../../../src/platform/paths.ts';
import type { AgentEvent } from '../../../../src/runner/agents/agent.ts';
import type { EventBody } from '../../../../src/symphony/journal/events.ts';
import { fold } from '../../../../src/symphony/journal/fold.ts';
import { contributionPaths } from '../../../../src/symphony/journal/paths.ts';
import { PLAIN } from '../../../../src/symphony/story/pen.ts';
import { tailOf } from '../../../../src/symphony/story/tail.ts';
import { numberedTasks } from '../../../../src/symphony/story/task-numbers.ts';
import { requireTask, transcriptLines } from '../../../../src/symphony/story/transcript.ts';
import { CLAIM, created, events, FIRST_DOCUMENT, HAND_OVER, PREPARATION } from '../../../support/events.ts';
import { tempDir } from '../../../support/temp.ts';

const ID = 'abcdefgh';
const WHOLE = [created(), ...CLAIM, ...PREPARATION, ...FIRST_DOCUMENT, ...HAND_OVER];
const MESSAGES: readonly EventBody[] = [
  { type: 'document_started', document: 0, tasks: [{ key: 'a', line: 1, text: 'Task A', done: false }] },
  ...(
    [
      { kind: 'message', text: `first \u001b[31mred\u001b[0m\u0007\n${'long '.repeat(200)}\nthird` },
      { kind: 'reasoning', text: 'because\nof this' },
      { kind: 'tool_call', id: '1', name: 'command', argument: 'ls\nrm \u001b]0;title\u0007x' },
      { kind: 'tool_result', id: '1', ok: false, summary: 'exit code 2\nno such file' },
      { kind: 'rate_limit', usedPercent: 12, resetAt: null },
      { kind: 'unknown', raw: '{"what":"is this"}' },
    ] satisfies AgentEvent[]
  ).map((event): EventBody => ({ type: 'agent', document: 0, task: 'a', event })),
];

async function transcript(bodies: readonly EventBody[], task: number | null = null): Promise<string[]> {
  const home = homeFrom({ MAESTRO_HOME: await tempDir() });
  const { journal } = contributionPaths(home, ID);
  await mkdir(dirname(journal), { recursive: true });
  const lines = events(bodies).map((event) => `${JSON.stringify(event)}\n`);
  await writeFile(journal, lines.join(''));
  const told: string[] = [];
  for await (const batch of transcriptLines(home, ID, PLAIN, task)) told.push(...batch);
  return told;
}

describe('a transcript', () => {
  it('tells the whole of a run, each event with its time, and the first prompt', async () => {
    const lines = await transcript(WHOLE);
    const stamped = lines.filter((line) => /^\d\d:\d\d:\d\d /.test(line)).map((line) => line.slice(9));
    expect(lines[0]).toMatch(/^—— \d{4}-\d\d-\d\d ——$/);
    expect(stamped).toContain('issue     octo/hello #7 Greet people · 2 documents');
    expect(stamped).toContain('engine    started (process 4242, version 0.1.0)');
    expect(stamped).toContain('task      2/3 Task B');
    expect(stamped).toContain('          Working on Task A');
    expect(stamped).toContain('          100 tokens in (40 cached), 10 out, $0.2500');
    expect(stamped).toContain(
      'turn      completed, box ticked, 200 tokens in (80 cached), 20 out, $0.5000, 3 s',
    );
    expect(stamped.at(-1)).toBe('engine    stopped: done');
    expect(lines).toContain('         prompt    Do Task A');
    expect(lines.join('\n')).not.toContain('Do Task B');
  });

  it('keeps to one task, with the prompts of all of its turns', async () => {
    const lines = await transcript(WHOLE, 2);
    expect(lines.join('\n')).toContain('prompt    Do Task B');
    expect(lines.join('\n')).toContain('left unfinished');
    expect(lines.join('\n')).not.toMatch(/Task A|claim|document/);
  });

  it('leaves nothing out of what an agent said, but control sequences', async () => {
    const lines = (await transcript([created(), ...MESSAGES])).map((line) =>
      line.replace(/^\d\d:\d\d:\d\d/, '').trim(),
    );
    const text = lines.join('\n');
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(text).toContain('first red');
    expect(lines).toContain('long '.repeat(200).trim());
    for (const line of ['third', '~ because', '~ of this', 'rm x', '✗ failed', 'no such file'])
      expect(lines).toContain(line);
    expect(text).toMatch(/→ command ls\nrm x/);
    expect(text).toContain('provider limit 12 % used');
    expect(text).toContain('? {"what":"is this"}');
  });
});

describe('the numbers of tasks', () => {
  it('leave out what was ticked before, and go on over documents that were not read yet', () => {
    const first = fold(events([created(), ...CLAIM, ...PREPARATION]));
    expect(numberedTasks(first)).toEqual([]);
    expect(() => requireTask(first, 3)).toThrow('was not read from its document yet');
    expect(() => requireTask(first, 4)).toThrow('There is no task 4: this contribution has 3.');
    const second: EventBody = {
      type: 'document_started',
      document: 1,
      tasks: [{ key: 'z', line: 1, text: 'Task Z', done: false }],
    };
    const later = fold(events([created(), ...CLAIM, ...PREPARATION, ...FIRST_DOCUMENT, second]));
    expect(numberedTasks(later).map(({ number, task }) => [number, task.key])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'z'],
    ]);
    expect(() => requireTask(later, 3)).not.toThrow();
  });
});

describe('the end of a long text', () => {
  it.each([
    [1_000, ['a', 'bb', 'ccc', 'dddd'], 0],
    [10, ['ccc', 'dddd'], 2],
    [1, ['dddd'], 3],
  ])('of %i characters', async (max, lines, left) => {
    async function* batches() {
      yield ['a'];
      yield ['bb'];
      yield ['ccc'];
      yield ['dddd'];
    }
    expect(await tailOf(batches(), max)).toEqual({ lines, left });
  });
});
