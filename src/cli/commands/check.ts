import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { MaestroError } from '../../platform/errors.ts';
import { isMissing } from '../../platform/files.ts';
import { oneLine, plural } from '../../platform/text.ts';
import { checkDocument, checkIssue, checkRegistry } from '../../symphony/checks/check.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type CheckOutput, printJson } from '../json.ts';
import { noteProblems } from '../render/problems.ts';

export type CheckKind = 'issue' | 'document' | 'registry';

/** `check KIND FILE|-`: what is wrong with a text before it is published, and what was read from it. */
export async function check(
  door: Door,
  kind: CheckKind,
  file: string,
  options: { json?: boolean },
): Promise<number> {
  const { terminal } = door;
  const text = await read(file);
  const output: CheckOutput =
    kind === 'issue' ? checkIssue(text) : kind === 'document' ? checkDocument(text) : checkRegistry(text);
  if (options.json) printJson(terminal, output);
  else show(door, output);
  return output.ok ? EXIT.good : EXIT.failed;
}

async function read(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (!isMissing(cause) && (cause as NodeJS.ErrnoException).code !== 'EISDIR') throw cause;
    throw new MaestroError('check.no-file', `${JSON.stringify(file)} is not a file that can be read.`, {
      cause,
      remedy: 'Name a file, or - for standard input.',
    });
  }
}

function show(door: Door, output: CheckOutput): void {
  const { terminal } = door;
  noteProblems(terminal, output.problems);
  if ('documents' in output)
    for (const { path, external } of output.documents)
      terminal.out(`- ${oneLine(path)}${external ? ' (external)' : ''}`);
  if ('tasks' in output)
    for (const task of output.tasks)
      terminal.out(`${String(task.line).padStart(5)} [${task.done ? 'x' : ' '}] ${oneLine(task.text)}`);
  if ('projects' in output)
    for (const project of output.projects) terminal.out(`- ${project.slug} (${project.categoryTitle})`);
  const errors = output.problems.filter((problem) => problem.severity === 'error').length;
  const warnings = output.problems.length - errors;
  const verdict = output.ok ? terminal.look('green', 'good') : terminal.look('red', 'not good');
  terminal.out(`${verdict}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`);
}
