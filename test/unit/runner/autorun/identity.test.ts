import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { changesOf, identify } from '../../../../src/runner/autorun/identity.ts';
import { runSoFar } from '../../../../src/runner/autorun/so-far.ts';
import { readTasks } from '../../../../src/runner/documents/tasks.ts';
import { actor, ofType, stage, tick } from '../../../support/auto-run.ts';

const PLAN = '# Plan\n\n- [ ] Move the helpers\n- [ ] Update the imports\n- [ ] Same\n- [ ] Same\n';

/** Ticks with a note, adds ticked sub-boxes, notes on the next task, and a new task each of two times. */
const noting = () =>
  actor(async (turn) => {
    await tick(turn);
    const lines = (await readFile(turn.documentFile, 'utf8')).split('\n');
    lines[turn.task.line - 1] += ' *(Completed)*\n  - [x] a.ts\n  - [x] b.ts';
    if (turn.task.line === 3) {
      lines[turn.task.line] += ' (12 files)';
      lines.push('- [ ] Delete the old folder', '');
    }
    await writeFile(turn.documentFile, `Log of it\n\n${lines.join('\n')}`);
  });

const outcomes = (journal: Parameters<typeof ofType>[0]) =>
  ofType(journal, 'task_finished').map(({ task, outcome }) => `${task} ${outcome}`);

test('reworded tasks are done once each under their first names, killed after any event', async () => {
  const whole = await stage([PLAN], noting());
  expect(await whole.run()).toEqual({ how: 'finished' });
  const expected = ['Move the helpers', 'Update the imports', 'Same', 'Same', 'Delete the old folder'];
  expect(outcomes(whole.journal)).toEqual(expected.map((text, at) => `${text}#${at === 3 ? 2 : 1} done`));
  expect(ofType(whole.journal, 'turn_started')).toHaveLength(5);
  expect(await whole.read(0)).toContain('- [x] Update the imports (12 files) *(Completed)*');

  for (let kill = 1; kill <= whole.journal.length; kill++) {
    const there = await stage([PLAN], noting());
    await there.run({ stop: () => there.journal.length === kill });
    expect(await there.run()).toEqual({ how: 'finished' });
    expect(outcomes(there.journal).sort()).toEqual(outcomes(whole.journal).sort());
  }
});

test('a journal from before words could change goes on with the document as it is', () => {
  const tasks = readTasks('- [ ] One\n- [ ] Two\n');
  const document = runSoFar([{ type: 'document_started', document: 0, tasks } as never]).documents.get(0);
  if (!document) throw new Error('It was begun.');
  const now = identify(document, readTasks('- [x] One (done)\n- [ ] New\n- [ ] Two, all of it\n'));
  expect(now.map(({ key }) => key)).toEqual(['One#1', 'New#1', 'Two#1']);
});

test('lines that move alike are not told', () => {
  const tasks = readTasks('- [ ] One\n- [ ] Two\n');
  const document = runSoFar([{ type: 'document_started', document: 0, tasks } as never]).documents.get(0);
  if (!document) throw new Error('It was begun.');
  const now = readTasks('# Log\n\n- [x] One!\n- [ ] Two\n');
  expect(changesOf(document, tasks, now, false)).toEqual([{ task: 'One#1', line: 1, text: 'One!' }]);
  expect(changesOf(document, tasks, now, true)).toHaveLength(2);
});
