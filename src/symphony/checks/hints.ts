import { oneLine } from '../../platform/text.ts';
import type { TaskFact } from '../../runner/autorun/events.ts';
import { gateWords } from '../../runner/documents/gate-words.ts';
import { findGates, gatedTasks } from '../../runner/documents/gates.ts';
import { findHalt } from '../../runner/documents/halt.ts';
import { findOddBoxes, type OddBox } from '../../runner/documents/odd-boxes.ts';
import { findVariables } from '../../runner/documents/variables.ts';
import { bodyLines } from '../issues/body-lines.ts';
import { readDocumentList } from '../issues/documents.ts';
import { hiddenParts } from '../issues/hidden.ts';
import type { Problem } from '../problem.ts';

/** After so many of a kind, a maintainer knows. */
const MAX_HINTS = 20;
/** The longest line that is looked at for a hint; nobody lists a document in a longer one. */
const MAX_LINE = 2_000;
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/;

/** List items that name a `.md` file and are not read as a document: most often a path with words around it. */
export function unrecognised(body: string, problems: readonly Problem[]): Problem[] {
  const told = new Set(problems.map(({ line }) => line));
  const found: Problem[] = [];
  for (const { visible, number } of bodyLines(body)) {
    if (found.length === MAX_HINTS) break;
    if (visible.length > MAX_LINE || told.has(number)) continue;
    if (!visible.includes('.md') || !LIST_ITEM.test(visible)) continue;
    if (readDocumentList(visible).documents.length > 0) continue;
    const message =
      'This item names a .md file and is not read as a document. Write the path alone, in backticks if it holds spaces.';
    found.push(warning('issue.document-not-alone', message, number));
  }
  return found;
}

/** What keeps tasks from being done. */
export function taskHints(tasks: readonly Omit<TaskFact, 'key'>[]): Problem[] {
  if (tasks.length === 0) {
    const message = 'The document has no task, so a run skips it. Write each task as "- [ ] what to do".';
    return [warning('document.no-tasks', message, null)];
  }
  const empty = tasks.filter(({ text }) => text === '').slice(0, MAX_HINTS);
  const hints = empty.map(({ line }) =>
    warning('document.empty-task', 'The task has no visible text.', line),
  );
  if (tasks.every(({ done }) => done))
    hints.push(warning('document.all-done', 'Every task is ticked, so a run skips the document.', null));
  return hints;
}

/** A halt marker from before blocks the start. */
export function haltLeft(markdown: string): Problem[] {
  const halt = findHalt(markdown);
  if (!halt) return [];
  const message = `A halt marker is left here (${oneLine(halt.reason, 120)}). Remove it: no run starts with it.`;
  return [{ severity: 'error', code: 'document.halted', message, line: halt.line }];
}

/** What a run makes of a document that its writer may not expect: where it stops, what it passes over. In the order of the lines. */
export function runHints(markdown: string, tasks: readonly Omit<TaskFact, 'key'>[]): Problem[] {
  const hints = [...gateHints(markdown, tasks), ...oddBoxes(markdown), ...variableHints(markdown)];
  return hints.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** What is odd about a line that looks like a task, and what to write instead. */
const ODD_BOXES: Readonly<Record<OddBox['why'], string>> = {
  bullet: 'a task begins with a list marker and a space, as in "- [ ] what to do"',
  inside: 'between the brackets stands one space or one x, as in "- [ ] what to do"',
  behind: 'a space belongs behind the brackets, as in "- [ ] what to do"',
  sign: 'only an x ticks a box, as in "- [x] what was done"',
  brackets: 'a box is made of square brackets, as in "- [ ] what to do"',
  text: 'the box has no words on its line; write "- [ ] what to do"',
  html: 'it stands in HTML; put an empty line before it',
  paragraph: 'it stands in the middle of a paragraph; put an empty line before it',
};

/** Lines that look like tasks and are none. */
function oddBoxes(markdown: string): Problem[] {
  return findOddBoxes(markdown)
    .slice(0, MAX_HINTS)
    .map(({ line, why }) =>
      warning('document.odd-box', `This does not count as a task: ${ODD_BOXES[why]}.`, line),
    );
}

/** Variables that stay as they stand when the agent reads them. */
function variableHints(markdown: string): Problem[] {
  return findVariables(markdown)
    .filter(({ kind }) => kind !== 'known')
    .slice(0, MAX_HINTS)
    .map(({ name, line, kind }) => {
      const why =
        kind === 'foreign' ? 'means nothing in a contribution' : 'is no variable that Maestro knows';
      return warning('document.variable', `{{${name}}} ${why}: the agent reads it as it stands.`, line);
    });
}

/** Where a run will stop for a person, and markers at which it will not. */
function gateHints(markdown: string, tasks: readonly Omit<TaskFact, 'key'>[]): Problem[] {
  return gatedTasks(findGates(markdown), tasks)
    .slice(0, MAX_HINTS)
    .flatMap(({ gate, task }) => {
      if (!task) {
        const message =
          'This gate holds up nothing. Write it on a line of its own, before the task that is to wait.';
        return [warning('document.gate', message, gate.line)];
      }
      if (task.done) return [];
      const message = `A gate: a run stops here until a person resumes it (${oneLine(gateWords(gate), 200)}).`;
      return [warning('document.gate', message, gate.line)];
    });
}

/** Characters that a reader does not see and an agent does. Comments and HTML are everyday things and not told. */
export function concealed(text: string): Problem[] {
  return hiddenParts(text)
    .filter(({ kind }) => kind === 'invisible' || kind === 'direction')
    .slice(0, MAX_HINTS)
    .map(({ line }) =>
      warning('text.invisible', 'The line holds characters that cannot be seen. Remove them.', line),
    );
}

function warning(code: string, message: string, line: number | null): Problem {
  return { severity: 'warning', code, message, line };
}
