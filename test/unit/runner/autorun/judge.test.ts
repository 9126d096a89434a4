import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../../../src/runner/autorun/judge.ts';
import { readTasks } from '../../../../src/runner/documents/tasks.ts';

const BEFORE = '# Plan\n\n- [ ] Move the helpers to src/lib\n- [ ] Update the imports\n- [ ] Run the tests\n';
const [FIRST, SECOND] = ['Move the helpers to src/lib#1', 'Update the imports#1'];
const REST = '- [ ] Update the imports\n- [ ] Run the tests\n';

/** What agents make of the first task, done: all is kept as they left it. */
const DONE: Record<string, string> = {
  'a note behind, and a new task': `# Plan\n\n- [x] Move the helpers to src/lib *(Completed: moved all 7)*\n${REST}- [ ] Delete the old folder\n`,
  'ticked sub-boxes': `# Plan\n\n- [x] Move the helpers to src/lib (done)\n  - [x] a.ts\n  - [x] b.ts\n${REST}`,
  'struck through': `# Plan\n\n- [x] ~~Move the helpers to src/lib~~\n${REST}`,
  'a date in front': `# Plan\n\n- [x] 2026-11-28: Move the helpers to src/lib\n${REST}`,
  'a sign in front, bold': `# Plan\n\n- [x] ✅ **Move the helpers to src/lib**\n${REST}`,
  'other bullets': `# Plan\n\n* [x] Move the helpers to src/lib\n* [ ] Update the imports\n* [ ] Run the tests\n`,
  numbered: '# Plan\n\n1. [x] Move the helpers to src/lib\n2. [ ] Update the imports\n3. [ ] Run the tests\n',
  'other line ends': `# Plan\n\n- [x] Move the helpers to src/lib (7)\n${REST}`.replaceAll('\n', '\r\n'),
  're-wrapped': `# Plan\n\n- [x] Move the helpers\n  to src/lib\n${REST}`,
  'a capital': `# Plan\n\n- [X] Move the helpers to src/lib, all of them\n${REST}`,
  shortened: `# Plan\n\n- [x] Move helpers\n${REST}`,
  'said in other words, in its place': `# Plan\n\n- [x] Helpers are in src/lib now\n${REST}`,
  'headings and paragraphs between': `# Plan\n\nIn progress.\n\n## Done\n\n- [x] Move the helpers to src/lib (all)\n\n## Open\n\n${REST}`,
  'moved below the others': `# Plan\n\n${REST}\n## Done\n\n- [x] Move the helpers to src/lib\n`,
  'new tasks above': `# Plan\n\n- [ ] Look at the tests first\n- [x] Move the helpers to src/lib – done\n${REST}`,
  'indented otherwise': `# Plan\n\n  - [x] Move the helpers to src/lib\n  - [ ] Update the imports\n  - [ ] Run the tests\n`,
};

test.each(Object.keys(DONE))('done and believed: %s', (name) => {
  expect(judge(BEFORE, DONE[name] ?? '', FIRST, readTasks)).toEqual({
    ticked: true,
    halt: null,
    restore: null,
    misdeed: null,
  });
});

test('a note on a task that is still open stays below it, and the task keeps its words', () => {
  const after = BEFORE.replace(
    '- [ ] Move the helpers to src/lib',
    '- [ ] Move the helpers to src/lib (blocked by CI)',
  );
  expect(judge(BEFORE, after, FIRST, readTasks)).toEqual({
    ticked: false,
    halt: null,
    restore: `# Plan\n\n- [ ] Move the helpers to src/lib\n  - Note: Move the helpers to src/lib (blocked by CI)\n${REST}`,
    misdeed: null,
  });
});

test('a task that vanished is put back where it was, and everything else stays', () => {
  const after = '# Plan\n\nHello.\n\n- [x] Move the helpers to src/lib (7)\n- [ ] Run the tests\n- [ ] New\n';
  expect(judge(BEFORE, after, FIRST, readTasks)).toMatchObject({
    ticked: true,
    misdeed: 'removed',
    restore:
      '# Plan\n\nHello.\n\n- [x] Move the helpers to src/lib\n  - Note: Move the helpers to src/lib (7)\n- [ ] Update the imports\n- [ ] Run the tests\n- [ ] New\n',
  });
  expect(judge(BEFORE, '# Plan\n', SECOND, readTasks)).toMatchObject({ ticked: false, misdeed: 'removed' });
  expect(judge(BEFORE, null, SECOND, readTasks)).toMatchObject({ misdeed: 'deleted', restore: BEFORE });
});

test('another task that is ticked does not stand for this one', () => {
  const after = BEFORE.replace('- [ ] Update', '- [x] Update');
  expect(judge(BEFORE, after, FIRST, readTasks)).toMatchObject({ ticked: false, restore: null });
  const swapped =
    '# Plan\n\n- [x] Update the imports (all)\n- [ ] Move the helpers to src/lib\n- [ ] Run the tests\n';
  expect(judge(BEFORE, swapped, FIRST, readTasks).ticked).toBe(false);
  expect(judge(BEFORE, swapped, SECOND, readTasks).ticked).toBe(true);
});

test('of two tasks with the same words the one in its place counts, and the other is still found', () => {
  const twins = '- [ ] Write a test\n- [ ] Write a test\n';
  const verdict = judge(
    twins,
    '- [x] Write a test (for a)\n- [ ] Write a test\n',
    'Write a test#1',
    readTasks,
  );
  expect(verdict).toMatchObject({
    ticked: true,
    restore: '- [x] Write a test\n  - Note: Write a test (for a)\n- [ ] Write a test\n',
    misdeed: null,
  });
  const second = judge(twins, '- [ ] Write a test\n- [x] Write a test (b)\n', 'Write a test#1', readTasks);
  expect(second.ticked).toBe(false);
});

const WORD = fc.constantFrom(
  'move',
  'the',
  'helpers',
  'imports',
  'tests',
  'docs',
  'build',
  'a',
  'lib',
  'write',
);
const TEXT = fc.array(WORD, { minLength: 2, maxLength: 8 }).map((words) => words.join(' '));

test('whatever an agent adds around, behind and below: the box of the task decides, and no open task is lost', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(TEXT, { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.array(
        fc.tuple(fc.nat(), fc.constantFrom('- [ ] Brand new thing', 'Some words.', '## Heading', '')),
        { maxLength: 4 },
      ),
      fc.constantFrom('', ' (done)', ' — see notes 12', ' *(Completed: all 7)*'),
      fc.boolean(),
      (texts, pick, extra, note, done) => {
        const at = pick % texts.length;
        const before = `${texts.map((text) => `- [ ] ${text}`).join('\n')}\n`;
        const lines = texts.map((text, index) =>
          index === at ? `- [${done ? 'x' : ' '}] ${text}${note}` : `- [ ] ${text}`,
        );
        for (const [where, line] of extra) lines.splice(where % (lines.length + 1), 0, line);
        const after = `${lines.join('\n')}\n`;
        const key = readTasks(before)[at]?.key ?? '';
        // Words between two items may belong to the first of them: then it is another document to any reader.
        fc.pre(
          readTasks(after).length ===
            texts.length + extra.filter(([, line]) => line.startsWith('- [')).length,
        );
        const verdict = judge(before, after, key, readTasks);
        expect(verdict.ticked).toBe(done);
        const kept = new Set(readTasks(verdict.restore ?? after).map((task) => task.key));
        for (const task of readTasks(before))
          if (task.key !== key || !done) expect(kept.has(task.key), task.key).toBe(true);
        expect(verdict.misdeed === 'deleted').toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});
