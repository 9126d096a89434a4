import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../../src/runner/autorun/judge.ts';
import { readTasks } from '../../../../src/runner/documents/tasks.ts';

const PLAN = '# Plan\n\n- [ ] Move the helpers to src/lib\n- [ ] Update the imports\n';
const rest = '- [ ] Update the imports\n';
const plan = (mine: string, others = rest): string => `# Plan\n\n${mine}\n${others}`;

/** What became of the document, and the verdict on its first open task (or the one on `line`). */
function judged(before: string, after: string | null, line = 3) {
  const verdict = judge(before, after, line, readTasks);
  return { ...verdict, left: verdict.restore ?? after };
}

describe('a task that was done is believed', () => {
  it.each([
    [
      'a note and a new task',
      plan(
        '- [x] Move the helpers to src/lib *(Completed: moved all 7)*',
        `${rest}- [ ] Delete the old folder\n`,
      ),
    ],
    [
      'a note and ticked sub-boxes',
      plan('- [x] Move the helpers to src/lib (done)\n  - [x] a.ts\n  - [x] b.ts'),
    ],
    ['struck through', plan('- [x] ~~Move the helpers to src/lib~~')],
    [
      'struck through, with a note and a new task',
      plan('- [x] ~~Move the helpers to src/lib~~ done', `- [ ] New\n${rest}`),
    ],
    ['a date in front', plan('- [x] 2026-11-28: Move the helpers to src/lib')],
    ['an emoji in front', plan('- [x] ✅ Move the helpers to src/lib', `${rest}- [ ] Another\n`)],
    ['a star for a bullet', plan('* [x] Move the helpers to src/lib', '* [ ] Update the imports\n')],
    [
      'a plus for a bullet',
      plan('+ [x] Move the helpers to src/lib (7 files)', `+ [ ] Update the imports\n+ [ ] More\n`),
    ],
    ['numbers', plan('1. [x] Move the helpers to src/lib', '2. [ ] Update the imports\n')],
    ['re-wrapped', plan('- [x] Move the helpers\n  to src/lib')],
    [
      'lazily re-wrapped, with a note',
      plan('- [x] Move the helpers\nto src/lib: all seven', `${rest}- [ ] x\n`),
    ],
    ['CRLF', plan('- [x] Move the helpers to src/lib').replaceAll('\n', '\r\n')],
    [
      'CRLF, a note, a new task',
      plan('- [x] Move the helpers to src/lib!', `${rest}- [ ] x\n`).replaceAll('\n', '\r\n'),
    ],
    ['indented', plan('  - [x] Move the helpers to src/lib', `  ${rest}`)],
    ['upper case', plan('- [X] Move the helpers to src/lib')],
    ['bold', plan('- [x] **Move the helpers to src/lib**', `${rest}- [ ] x\n`)],
    ['bold with a note', plan('- [x] **Move the helpers** to `src/lib` – done', `${rest}- [ ] x\n`)],
    [
      'the others ticked, too',
      plan('- [x] Move the helpers to src/lib', '- [x] Update the imports (none left)\n- [ ] x\n'),
    ],
    [
      'paragraphs and headings put in',
      `Log\n\n## One\n\n- [x] Move the helpers to src/lib\n\n  Moved.\n\n## Two\n\n${rest}`.replace(
        'Log',
        '# Plan',
      ),
    ],
    ['reordered', `# Plan\n\n${rest}- [x] Move the helpers to src/lib (done)\n- [ ] x\n`],
    ['cut', plan('- [x] Move the helpers', `${rest}- [ ] Delete the old folder\n`)],
    ['a sub-task added', plan('- [x] Move the helpers to src/lib: done\n  - [ ] Look at c.ts again')],
    ['a word exchanged', plan('- [x] Move the helpers to src/library', `${rest}- [ ] x\n`)],
    ['other words altogether', plan('- [x] All seven went', `${rest}- [ ] x\n`)],
    ['split in two', plan('- [x] Move the helpers', `- [ ] To src/lib, the tests, too\n${rest}`)],
    [
      'a note on a later task',
      plan('- [x] Move the helpers to src/lib', '- [ ] Update the imports (12 files)\n- [ ] x\n'),
    ],
  ])('%s', (_name, after) => {
    expect(judged(PLAN, after)).toMatchObject({ ticked: true, misdeed: null, restore: null });
  });

  it.each([
    ['the first', '- [x] Same (done)\n- [ ] Same\n', 1, true],
    ['the second', '- [ ] Same\n- [x] Same (done)\n', 2, true],
    ['the other one', '- [ ] Same\n- [x] Same (done)\n', 1, false],
    ['none, a note', '- [ ] Same (later)\n- [ ] Same\n- [ ] New\n', 1, false],
  ])('of two tasks with equal words: %s', (_name, after, line, ticked) => {
    expect(judged('- [ ] Same\n- [ ] Same\n', after, line)).toMatchObject({ ticked, misdeed: null });
  });

  it.each([
    ['添加测试', '添加测试完成'],
    ['Исправить ошибку', 'Исправить ошибку — готово'],
    ['🚀', '🚀 done'],
    ['C++', 'C++ (done)'],
    ['Task 1', 'Task 1 – see Task 10'],
  ])('in any script: %s', (text, noted) => {
    const after = `- [x] ${noted}\n- [ ] Task 10\n- [ ] New\n`;
    expect(judged(`- [ ] ${text}\n- [ ] Task 10\n`, after, 1)).toMatchObject({ ticked: true, misdeed: null });
  });
});

const THREE = '# Plan\n\n- [ ] Move the helpers to src/lib\n- [ ] Update the imports\n- [ ] Run the tests\n';
const two = '- [ ] Update the imports\n- [ ] Run the tests\n';

describe('a task of three that was done is believed', () => {
  it.each([
    [
      'a note behind, and a new task',
      `# Plan\n\n- [x] Move the helpers to src/lib *(Completed: moved all 7)*\n${two}- [ ] Delete the old folder\n`,
    ],
    [
      'ticked sub-boxes',
      `# Plan\n\n- [x] Move the helpers to src/lib (done)\n  - [x] a.ts\n  - [x] b.ts\n${two}`,
    ],
    ['struck through', `# Plan\n\n- [x] ~~Move the helpers to src/lib~~\n${two}`],
    ['a date in front', `# Plan\n\n- [x] 2026-11-28: Move the helpers to src/lib\n${two}`],
    ['a sign in front, bold', `# Plan\n\n- [x] ✅ **Move the helpers to src/lib**\n${two}`],
    [
      'other bullets',
      '# Plan\n\n* [x] Move the helpers to src/lib\n* [ ] Update the imports\n* [ ] Run the tests\n',
    ],
    [
      'numbered',
      '# Plan\n\n1. [x] Move the helpers to src/lib\n2. [ ] Update the imports\n3. [ ] Run the tests\n',
    ],
    ['other line ends', `# Plan\n\n- [x] Move the helpers to src/lib (7)\n${two}`.replaceAll('\n', '\r\n')],
    ['re-wrapped', `# Plan\n\n- [x] Move the helpers\n  to src/lib\n${two}`],
    ['a capital', `# Plan\n\n- [X] Move the helpers to src/lib, all of them\n${two}`],
    ['shortened', `# Plan\n\n- [x] Move helpers\n${two}`],
    ['said in other words, in its place', `# Plan\n\n- [x] Helpers are in src/lib now\n${two}`],
    [
      'headings and paragraphs between',
      `# Plan\n\nIn progress.\n\n## Done\n\n- [x] Move the helpers to src/lib (all)\n\n## Open\n\n${two}`,
    ],
    ['moved below the others', `# Plan\n\n${two}\n## Done\n\n- [x] Move the helpers to src/lib\n`],
    [
      'new tasks above',
      `# Plan\n\n- [ ] Look at the tests first\n- [x] Move the helpers to src/lib – done\n${two}`,
    ],
    [
      'indented otherwise',
      '# Plan\n\n  - [x] Move the helpers to src/lib\n  - [ ] Update the imports\n  - [ ] Run the tests\n',
    ],
  ])('%s', (_name, after) => {
    expect(judged(THREE, after)).toMatchObject({ ticked: true, halt: null, misdeed: null, restore: null });
  });

  it('a note on a task that is still open stays where the agent wrote it, and the task is found by it', () => {
    const after = THREE.replace('to src/lib', 'to src/lib (blocked by CI)');
    const found = judged(THREE, after);
    expect(found).toMatchObject({ ticked: false, misdeed: null, restore: null });
    expect(found.now[0]).toMatchObject({ line: 3, text: 'Move the helpers to src/lib (blocked by CI)' });
  });

  it('a task that vanished is put back where it was, and everything else stays', () => {
    const after =
      '# Plan\n\nHello.\n\n- [x] Move the helpers to src/lib (7)\n- [ ] Run the tests\n- [ ] New\n';
    expect(judged(THREE, after)).toMatchObject({
      ticked: true,
      misdeed: 'removed',
      restore: after.replace('(7)\n', '(7)\n- [ ] Update the imports\n'),
    });
    expect(judged(THREE, '# Plan\n', 4)).toMatchObject({ ticked: false, misdeed: 'removed' });
    expect(judged(THREE, null, 4)).toMatchObject({ misdeed: 'deleted', restore: THREE });
  });

  it('another task that is ticked does not stand for this one', () => {
    const after = THREE.replace('- [ ] Update', '- [x] Update');
    expect(judged(THREE, after)).toMatchObject({ ticked: false, restore: null });
    const swapped =
      '# Plan\n\n- [x] Update the imports (all)\n- [ ] Move the helpers to src/lib\n- [ ] Run the tests\n';
    expect(judged(THREE, swapped, 3).ticked).toBe(false);
    expect(judged(THREE, swapped, 4).ticked).toBe(true);
  });
});

describe('a task that is still open and was put right stays the same', () => {
  it.each([
    ['a slip of the pen', '- [ ] One\n- [ ] Updaet the imports\n', '- [x] One\n- [ ] Update the imports\n'],
    [
      'a letter that was missing',
      '- [ ] One\n- [ ] Run the test\n',
      '- [x] One\n- [ ] Run the tests (all)\n',
    ],
    [
      'numbers that moved on',
      '- [ ] 1. One\n- [ ] 2. Two\n- [ ] 3. Three\n',
      '- [x] 1. One\n- [ ] 2. Extra\n- [ ] 3. Two\n- [ ] 4. Three\n',
    ],
  ])('%s', (_name, before, after) => {
    expect(judged(before, after, 1)).toMatchObject({ ticked: true, misdeed: null, restore: null });
  });

  it.each([
    ['another word of one letter', '- [ ] One\n- [ ] Fix a\n', '- [x] One\n- [ ] Fix b\n'],
    ['another number', '- [ ] One\n- [ ] Task 12\n', '- [x] One\n- [ ] Task 21\n'],
    ['another beginning', '- [ ] One\n- [ ] Upload docs\n', '- [x] One\n- [ ] Unload docs\n'],
  ])('but not %s', (_name, before, after) => {
    const found = judged(before, after, 1);
    expect(found).toMatchObject({ ticked: true, misdeed: 'removed' });
    expect(readTasks(found.left ?? '')).toHaveLength(3);
  });
});

describe('misdeeds are found', () => {
  it.each([
    [
      'a task removed',
      plan('- [x] Move the helpers to src/lib', ''),
      true,
      plan('- [x] Move the helpers to src/lib'),
    ],
    [
      'a task removed, a note, a new one',
      plan('- [x] Move the helpers to src/lib (7)', '- [ ] Delete the old folder\n'),
      true,
      plan('- [x] Move the helpers to src/lib (7)', `${rest}- [ ] Delete the old folder\n`),
    ],
    [
      'the heading and a task removed',
      '- [x] Move the helpers to src/lib (7)\n- [ ] Delete the old folder\n',
      true,
      plan('- [x] Move the helpers to src/lib (7)', `- [ ] Delete the old folder\n${rest}`),
    ],
    ['the task itself removed', plan('', rest).replace('\n\n\n', '\n\n'), false, undefined],
    [
      'another put in its place',
      plan('- [x] Move the helpers to src/lib', '- [ ] Write a poem\n'),
      true,
      plan('- [x] Move the helpers to src/lib', `${rest}- [ ] Write a poem\n`),
    ],
    [
      'a word of another exchanged',
      plan('- [x] Move the helpers to src/lib', '- [ ] Update the exports\n'),
      true,
      plan('- [x] Move the helpers to src/lib', `${rest}- [ ] Update the exports\n`),
    ],
    ['all for one', '# Plan\n\n- [x] Everything\n', false, PLAN],
    ['emptied', '', false, PLAN],
    ['only prose left', '# Plan\n\nAll done.\n', false, PLAN],
  ])('%s', (_name, after, ticked, left) => {
    const found = judged(PLAN, after);
    expect(found).toMatchObject({ ticked, misdeed: 'removed' });
    if (left !== undefined) expect(found.left).toBe(left);
    expect(readTasks(found.left ?? '').map(({ text }) => text)).toContain('Update the imports');
  });

  it('a deleted document', () => {
    expect(judged(PLAN, null)).toMatchObject({ ticked: false, misdeed: 'deleted', restore: PLAN });
  });

  it('a box of another task unticked', () => {
    const after = '- [ ] One\n- [x] Two (done)\n- [ ] New\n';
    expect(judged('- [x] One\n- [ ] Two\n', after, 2)).toMatchObject({
      ticked: true,
      misdeed: 'unticked',
      restore: '- [x] One\n- [x] Two (done)\n- [ ] New\n',
    });
  });

  it('a removed task comes back with what belongs to it, where it stood', () => {
    const before = '- [ ] A\n- [ ] B\n  ```\n  code\n  ```\n  - [ ] B1\n- [ ] C\n';
    const after = '- [x] A\n  - [x] a.ts\n- [ ] C\n';
    expect(judged(before, after, 1).left).toBe(
      '- [x] A\n  - [x] a.ts\n- [ ] B\n  ```\n  code\n  ```\n  - [ ] B1\n- [ ] C\n',
    );
  });

  it('a ticked sub-box of the task before is not the task', () => {
    const found = judged('- [x] P\n- [ ] F\n- [ ] B\n', '- [x] P\n  - [x] sub\n- [ ] B\n', 2);
    expect(found).toMatchObject({ ticked: false, misdeed: 'removed' });
    expect(found.left).toBe('- [x] P\n  - [x] sub\n- [ ] F\n- [ ] B\n');
  });
});

describe('whatever an agent writes', () => {
  const word = fc.constantFrom('move', 'the', 'tests', 'docs', 'src', 'fix', 'lint', 'cache', 'page', 'same');
  const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
  const note = fc.constantFrom('', ' (done)', ' – see c.ts', ' **moved 7**');

  it('the ticked task is found, its neighbours keep their places, and notes and new tasks stay', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        note,
        fc.array(text, { maxLength: 2 }),
        fc.constantFrom('-', '*', '+', '1.'),
        fc.constantFrom('\n', '\r\n'),
        (texts, pick, words, added, bullet, eol) => {
          const mine = pick % texts.length;
          const before = texts.map((task) => `- [ ] ${task}\n`).join('');
          const lines = texts.map(
            (task, at) => `${bullet} [${at === mine ? 'x' : ' '}] ${task}${at === mine ? words : ''}`,
          );
          const after = [...lines, ...added.map((task) => `${bullet} [ ] new: ${task}`), ''].join(eol);
          const found = judged(before, after, mine + 1);
          expect(found).toMatchObject({ ticked: true, misdeed: null, restore: null });
          expect(found.now.map((task) => task?.line)).toEqual(texts.map((_, at) => at + 1));
        },
      ),
    );
  });

  it('the box of the task decides whatever is put around it, and no task is lost', () => {
    const extras = fc.array(
      fc.tuple(fc.nat(), fc.constantFrom('- [ ] Brand new thing', 'Some words.', '## Heading', '')),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { minLength: 1, maxLength: 8 }),
        fc.nat(),
        extras,
        note,
        fc.boolean(),
        (texts, pick, extra, words, done) => {
          const at = pick % texts.length;
          const before = texts.map((task) => `- [ ] ${task}\n`).join('');
          const lines = texts.map((task, index) =>
            index === at ? `- [${done ? 'x' : ' '}] ${task}${words}` : `- [ ] ${task}`,
          );
          for (const [where, line] of extra) lines.splice(where % (lines.length + 1), 0, line);
          const after = `${lines.join('\n')}\n`;
          const found = judged(before, after, at + 1);
          expect(found.ticked).toBe(done);
          expect(found.misdeed).toBeNull();
          for (const [index, task] of found.now.entries())
            expect(task?.text).toMatch(new RegExp(`^${texts[index]}`));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('no open task is lost, whichever were removed, and nothing else is', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(text, { minLength: 2, maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        (texts, removed) => {
          const before = texts.map((task) => `- [ ] ${task}\n`).join('');
          const kept = texts.filter((_, at) => at === 0 || !removed[at]);
          const after = kept
            .map((task, at) => `- [${at === 0 ? 'x' : ' '}] ${task}${at === 0 ? ' (done)' : ''}\n`)
            .join('');
          const left = readTasks(judged(before, after, 1).left ?? '').map((task) => task.text);
          expect(left).toEqual(texts.map((task, at) => (at === 0 ? `${task} (done)` : task)));
        },
      ),
    );
  });

  it('the end is readable, keeps as many open tasks or ticks them, and is judged alike again', () => {
    const line = fc.oneof(
      text.map((task) => `- [ ] ${task}`),
      text.map((task) => `  - [x] ${task}`),
      text,
      fc.constantFrom('', '```', '> - [ ] q', '<!--', '-->', '1. [ ] one', '# H'),
    );
    const document = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(document, document, (before, after) => {
        const open = readTasks(before).find(({ done }) => !done);
        if (!open) return;
        const found = judged(before, after, open.line);
        expect(found.now).toHaveLength(readTasks(before).length);
        const tasks = readTasks(found.left ?? '');
        for (const [at, task] of readTasks(before).entries()) {
          const now = found.now[at];
          if (!task.done) expect(now).toBeDefined();
          if (now) expect(tasks).toContainEqual(now);
        }
      }),
    );
  });
});
