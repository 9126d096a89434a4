import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { AutoRunEvent } from '../../../../src/runner/autorun/events.ts';
import { actor, addLine, ofType, type Stage, stage, tick } from '../../../support/auto-run.ts';

const GATED =
  '- [ ] Build\n\n<!-- MAESTRO:HITL reason="Click through" artifact="https://x" -->\n\n- [ ] Delete\n- [ ] Tidy\n';

/** A person resumes. */
const resume = (there: Stage): number => there.journal.push({ type: 'resumed' } as never as AutoRunEvent);
const turns = (there: Stage): string[] => ofType(there.journal, 'turn_started').map(({ text }) => text);

test('the run stops at a gate, goes past it when a person resumes, and stops at the next', async () => {
  const there = await stage([`${GATED}\n<!-- MAESTRO:HITL -->\n- [ ] Ship\n`], actor(tick));
  expect(await there.run()).toEqual({ how: 'gated' });
  expect(there.journal.at(-1)).toEqual({
    type: 'gated',
    document: 0,
    file: '.maestro/symphony/test/0.md',
    gate: 'Click through|https://x#1',
    task: 'Delete#1',
    line: 3,
    reason: 'Click through',
    artifact: 'https://x',
  });
  // Not by being begun again, which a crash of the engine does, too.
  expect(await there.run()).toEqual({ how: 'gated' });
  expect(turns(there)).toEqual(['Build']);
  resume(there);
  expect(await there.run()).toEqual({ how: 'gated' });
  expect(turns(there)).toEqual(['Build', 'Delete', 'Tidy']);
  resume(there);
  expect(await there.run()).toEqual({ how: 'finished' });
  expect(turns(there)).toEqual(['Build', 'Delete', 'Tidy', 'Ship']);
});

test('a pause that ends by itself opens no gate', async () => {
  const there = await stage([GATED], actor(tick));
  await there.run();
  there.journal.push({ type: 'paused' } as never as AutoRunEvent);
  resume(there);
  expect(await there.run()).toEqual({ how: 'gated' });
});

test('once passed it stays passed, killed after any event', async () => {
  for (let kill = 1; kill <= 12; kill++) {
    const there = await stage([GATED], actor(tick));
    await there.run();
    resume(there);
    const before = there.journal.length;
    await there.run({ stop: () => there.journal.length === before + kill });
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(ofType(there.journal, 'gated')).toHaveLength(1);
  }
});

test.each<[string, (text: string) => string]>([
  ['removes the marker', (text) => text.replace(/<!--.*-->/, '')],
  ['puts a ticked task behind the marker', (text) => text.replace('-->\n', '-->\n- [x] Clicked through\n')],
  ['ticks the task ahead', (text) => text.replace('[ ] Delete', '[x] Delete')],
  ['moves a task before it', (text) => `- [ ] Tidy\n${text.replace('- [ ] Tidy\n', '')}`],
  [
    'rewords the marker and the task',
    (text) => text.replace('Click', 'Clicked').replace('Delete', 'Delete (easy)'),
  ],
])('an agent that %s goes past no gate', async (_name, change) => {
  const agent = actor(async (turn, _signal, count) => {
    await tick(turn);
    if (count === 1) await writeFile(turn.documentFile, change(await readFile(turn.documentFile, 'utf8')));
  });
  const there = await stage([GATED], agent);
  expect(await there.run()).toEqual({ how: 'gated' });
  expect(turns(there)).toEqual(['Build']);
});

test('a gate that the agent writes itself holds, too', async () => {
  const agent = actor(async (turn, _signal, count) => {
    await tick(turn);
    if (count === 1) await addLine(turn, '\n<!-- MAESTRO:HITL reason="ask" -->\n- [ ] Publish');
  });
  const there = await stage(['- [ ] Build\n- [ ] Test\n'], agent);
  expect(await there.run()).toEqual({ how: 'gated' });
  expect(turns(there)).toEqual(['Build', 'Test']);
  resume(there);
  expect(await there.run()).toEqual({ how: 'finished' });
});

test('a gate whose task was done before the run holds nothing up', async () => {
  const there = await stage(['<!-- MAESTRO:HITL -->\n- [x] Approved\n- [ ] Go on\n'], actor(tick));
  expect(await there.run()).toEqual({ how: 'finished' });
});

test('two gates in a row ask one after the other, and each tells the line where it stands now', async () => {
  const text =
    '- [ ] Build\n\n<!-- MAESTRO:HITL reason="one" -->\n<!-- MAESTRO:HITL reason="two" -->\n- [ ] Ship\n';
  const agent = actor(async (turn) => {
    await tick(turn);
    await writeFile(turn.documentFile, `Log.\n\n${await readFile(turn.documentFile, 'utf8')}`);
  });
  const there = await stage([text], agent);
  for (const [at, reason] of ['one', 'two'].entries()) {
    expect(await there.run()).toEqual({ how: 'gated' });
    expect(there.journal.at(-1)).toMatchObject({ type: 'gated', reason, line: 5 + at });
    expect(turns(there)).toEqual(['Build']);
    resume(there);
  }
  expect(await there.run()).toEqual({ how: 'finished' });
});

test('a gate in a nested list holds the task behind it, not the one that it stands in', async () => {
  const text =
    '- [ ] Ship\n  - [ ] Build\n\n    <!-- MAESTRO:HITL reason="look" -->\n\n  - [ ] Upload\n- [ ] Tell\n';
  const there = await stage([text], actor(tick));
  expect(await there.run()).toEqual({ how: 'gated' });
  expect(turns(there)).toEqual(['Ship', 'Build']);
  resume(there);
  expect(await there.run()).toEqual({ how: 'finished' });
  expect(turns(there)).toEqual(['Ship', 'Build', 'Upload', 'Tell']);
});

test('a gate behind the last task, on a task of its own line, or in code holds nothing up', async () => {
  const text =
    '- [ ] One <!-- MAESTRO:HITL -->\n- [ ] Two\n\n```\n<!-- MAESTRO:HITL -->\n```\n\n- [ ] Three\n\n<!-- MAESTRO:HITL -->\n';
  const there = await stage([text], actor(tick));
  expect(await there.run()).toEqual({ how: 'finished' });
});

test('a person who ticks the box in the copy and resumes has done the task', async () => {
  const there = await stage([GATED], actor(tick));
  await there.run();
  await writeFile(there.file(0), (await there.read(0)).replace('[ ] Delete', '[x] Delete'));
  resume(there);
  expect(await there.run()).toEqual({ how: 'finished' });
  expect(turns(there)).toEqual(['Build', 'Tidy']);
});

test('a gate in the second document, and a halt marker beside it, are told apart', async () => {
  const agent = actor(async (turn, _signal, count) => {
    await tick(turn);
    if (count === 2) await addLine(turn, '\n<!-- maestro:halt: no -->');
  });
  const there = await stage(['- [ ] One\n', GATED], agent);
  expect((await there.run()) as object).toMatchObject({ how: 'halted' });
  await writeFile(there.file(1), (await there.read(1)).replace('<!-- maestro:halt: no -->', ''));
  resume(there);
  expect(await there.run()).toEqual({ how: 'gated' });
  expect(there.pushes).toHaveLength(2);
});

test('a gate before the first task stops before any token is spent', async () => {
  const agent = actor(tick);
  const there = await stage(['<!-- MAESTRO:HITL -->\n- [ ] One\n'], agent);
  expect(await there.run()).toEqual({ how: 'gated' });
  expect(agent.turns).toHaveLength(0);
});
