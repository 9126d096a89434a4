import { asMaestroError } from '../../platform/errors.ts';
import type { TaskFact } from '../../runner/autorun/events.ts';
import { readTasks } from '../../runner/documents/tasks.ts';
import { readDocumentList } from '../issues/documents.ts';
import type { DocumentFact } from '../journal/events.ts';
import type { Problem } from '../problem.ts';
import { parseRegistry } from '../registry/parse.ts';
import { concealed, haltLeft, runHints, taskHints, unrecognised } from './hints.ts';

/** What a check found; `ok` when no problem is an error. Problems are in the order of their lines. */
interface Check {
  ok: boolean;
  problems: Problem[];
}

/** Checks an issue's body as its maintainer wrote it: the documents that it lists and what stands in their way. */
export function checkIssue(body: string): Check & { documents: DocumentFact[] } {
  const { documents, problems } = readDocumentList(body);
  const found = [...problems, ...unrecognised(body, problems), ...concealed(body)];
  if (documents.length === 0)
    found.push({
      severity: 'error',
      code: 'issue.no-documents',
      message:
        'The issue lists no document, so nobody can start it. Write one path per line: "- docs/plan.md".',
      line: null,
    });
  return { ...verdict(found), documents };
}

/** Checks an Auto Run document: the tasks in it, and what would keep a run from doing them. */
export function checkDocument(markdown: string): Check & { tasks: Omit<TaskFact, 'key'>[] } {
  try {
    const tasks = readTasks(markdown).map(({ line, text, done }) => ({ line, text, done }));
    const found = [
      ...taskHints(tasks),
      ...haltLeft(markdown),
      ...runHints(markdown, tasks),
      ...concealed(markdown),
    ];
    return { ...verdict(found), tasks };
  } catch (error) {
    // A document that the parser is spared (too large, too deep) is the finding, no failure of the check.
    const { code, message, remedy, data } = asMaestroError(error);
    const line = typeof data.line === 'number' ? data.line : null;
    const text = remedy === undefined ? message : `${message} ${remedy}`;
    return { ...verdict([{ severity: 'error', code, message: text, line }]), tasks: [] };
  }
}

/** Checks a `symphony-registry.json`: the projects that would be listed, and each entry that would not. */
export function checkRegistry(text: string): Check & Pick<ReturnType<typeof parseRegistry>, 'projects'> {
  const { projects, problems } = parseRegistry(text, 'the file');
  return { ...verdict(problems), projects };
}

function verdict(problems: readonly Problem[]): Check {
  return {
    ok: !problems.some(({ severity }) => severity === 'error'),
    problems: [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  };
}
