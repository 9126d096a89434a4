import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { WORKFLOW_BYTES } from '../../orchestrator/workflow/front-matter.ts';
import { firstOf } from '../../platform/bounded-text.ts';
import { MaestroError } from '../../platform/errors.ts';
import { isMissing } from '../../platform/files.ts';
import { oneLine, plural } from '../../platform/text.ts';
import { checkDocument, checkIssue, checkRegistry } from '../../symphony/checks/check.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { type CheckOutput, printJson } from '../json.ts';
import { noteProblems } from '../render/problems.ts';
import { valueLines } from '../render/values.ts';

/** Each kind of text, and how it is checked; `path` is where it stands. */
const CHECKS = {
  issue: checkIssue,
  document: checkDocument,
  registry: checkRegistry,
  async workflow(text: string, path: string) {
    return (await import('../../orchestrator/checks/check.ts')).checkWorkflow(text, path, process.env);
  },
  async config(text: string, path: string) {
    return (await import('../../orchestrator/checks/check.ts')).checkConfig(text, path, process.env);
  },
} satisfies Record<string, (text: string, path: string) => CheckOutput | Promise<CheckOutput>>;

export type CheckKind = keyof typeof CHECKS;

/** `check KIND FILE|-`: what is wrong with a text before it is published, and what was read from it. */
export async function check(
  door: Door,
  kind: CheckKind,
  file: string,
  options: { json?: boolean },
): Promise<number> {
  const { terminal } = door;
  const text = await read(file, kind === 'workflow' ? WORKFLOW_BYTES : Number.POSITIVE_INFINITY);
  const output: CheckOutput = await CHECKS[kind](
    text,
    resolve(file === '-' ? `${kind} (standard input)` : file),
  );
  if (options.json) printJson(terminal, output);
  else show(door, output);
  return output.ok ? EXIT.good : EXIT.failed;
}

/** At most so many bytes. */
async function read(file: string, maxBytes: number): Promise<string> {
  if (file === '-') return firstOf(process.stdin, maxBytes);
  try {
    return await firstOf(createReadStream(file, { end: maxBytes - 1 }), maxBytes);
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
  if ('config' in output && output.config) for (const line of valueLines(output.config)) terminal.out(line);
  if ('workflow' in output && output.workflow)
    for (const line of valueLines(output.workflow)) terminal.out(line);
  const errors = output.problems.filter((problem) => problem.severity === 'error').length;
  const warnings = output.problems.length - errors;
  const verdict = output.ok ? terminal.look('green', 'good') : terminal.look('red', 'not good');
  terminal.out(`${verdict}: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}`);
}
