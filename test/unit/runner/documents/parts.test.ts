import fc from 'fast-check';
import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { describe, expect, it } from 'vitest';
import { readTasks, tickTask } from '../../../../src/runner/documents/tasks.ts';

const LINES = [
  '',
  ' ',
  'text',
  '[link](x)',
  '`code` text',
  '- [ ] one',
  '- [x] two',
  '* [ ] three',
  '1. [ ] four',
  '12) [x] five',
  '  - [ ] six',
  '    - [ ] seven',
  '\t- [ ] eight',
  '> - [ ] nine',
  '> text',
  '# [ ] title',
  '```',
  '~~~',
  '    ```',
  '  ```js',
  '<!--',
  '-->',
  '<div>',
  '</div>',
  '<b>',
  '---',
  '- - -',
  '-',
  '1986. text',
  '- text',
  '   text',
  '+ - [ ] ten',
  '- \n  [ ] eleven',
  '<!-- x -->',
  '***',
  '- ```',
  '>',
];

/** The lines of the boxes that the parser finds in the whole document at once. */
function linesOfWhole(markdown: string): number[] {
  const lines: number[] = [];
  const walk = (node: Nodes): void => {
    if (node.type === 'listItem' && typeof node.checked === 'boolean') {
      const start = markdown.indexOf('[', node.position?.start.offset);
      lines.push(markdown.slice(0, start).split('\n').length);
    }
    if ('children' in node) for (const child of node.children) walk(child);
  };
  walk(
    fromMarkdown(markdown, {
      // Both read a line of dashes under text as a rule and no definitions: no task depends on them.
      extensions: [gfmTaskListItem(), { disable: { null: ['setextUnderline', 'definition'] } }],
      mdastExtensions: [gfmTaskListItemFromMarkdown()],
    }),
  );
  return lines;
}

describe('a document read in parts', () => {
  it('has the tasks that the parser finds in the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...LINES), { maxLength: 40 }),
        fc.integer({ min: 0, max: 3 }),
        (lines, wide) => {
          // Long comments push what stands around them into different parts.
          const text = lines
            .flatMap((line, index) => (index % 7 === wide ? [line, '', 'x '.repeat(2_100), ''] : [line]))
            .join('\n');
          expect(readTasks(text).map(({ line }) => line)).toEqual(linesOfWhole(text));
        },
      ),
      { numRuns: 80 },
    );
  });

  it('is ticked by changing one character, and each task once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...LINES), { maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        (lines, end) => {
          const text = lines.join(end);
          for (const task of readTasks(text).filter(({ done }) => !done)) {
            const ticked = tickTask(text, task.line);
            expect(ticked.length).toBe(text.length);
            expect([...ticked].filter((char, index) => char !== text[index])).toEqual(['x']);
            const after = readTasks(ticked);
            expect(after.find(({ key }) => key === task.key)).toEqual({ ...task, done: true });
            expect(after.filter(({ done }) => done)).toHaveLength(
              readTasks(text).filter(({ done }) => done).length + 1,
            );
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
