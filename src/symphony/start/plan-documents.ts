import { requireSlug } from '../../github/slug.ts';
import type { Preflight } from '../../github/types.ts';
import { mapConcurrent } from '../../platform/concurrent.ts';
import { MaestroError } from '../../platform/errors.ts';
import { findHalt } from '../../runner/documents/halt.ts';
import { readTasks } from '../../runner/documents/tasks.ts';
import { runHints } from '../checks/hints.ts';
import type { SymphonyContext } from '../context.ts';
import { downloadDocument } from '../documents/download.ts';
import { documentText, missingDocument, staleHalt } from '../documents/text.ts';
import { hiddenParts, revealHidden } from '../issues/hidden.ts';
import type { DocumentFact } from '../journal/events.ts';
import type { Problem } from '../problem.ts';

const AT_ONCE = 4;

/** A document as a person should see it before the start. */
export interface PlannedDocument extends DocumentFact {
  /** Its text with the hidden parts marked, and how many there are. */
  text: string;
  hiddenParts: number;
  /** Gates, odd boxes, and variables that are not filled in: what else to know before the start, with its line. */
  hints: Problem[];
  tasks: number;
  open: number;
  /** The first open task; null when none is open. */
  firstTask: { line: number; text: string } | null;
}

/**
 * Reads the documents where they are (the default branch, or their addresses).
 * @throws MaestroError `document.*`, `issue.no-open-tasks`.
 */
export async function planDocuments(
  ctx: SymphonyContext,
  project: Preflight,
  documents: readonly DocumentFact[],
  signal: AbortSignal,
): Promise<PlannedDocument[]> {
  const planned = await mapConcurrent(documents, AT_ONCE, async (document) => {
    const text = await textOf(ctx, project, document, signal);
    const halt = findHalt(text);
    if (halt) throw staleHalt(document.path, halt);
    const tasks = readTasks(text);
    const [first] = tasks.filter(({ done }) => !done);
    return {
      ...document,
      text: revealHidden(text),
      hiddenParts: hiddenParts(text).length,
      hints: runHints(text, tasks),
      tasks: tasks.length,
      open: tasks.filter(({ done }) => !done).length,
      firstTask: first ? { line: first.line, text: first.text } : null,
    };
  });
  if (planned.every(({ open }) => open === 0))
    throw new MaestroError('issue.no-open-tasks', 'None of the documents has an open task.', {
      remedy: 'There is nothing to do here. Choose another issue.',
    });
  return planned;
}

async function textOf(
  ctx: SymphonyContext,
  project: Preflight,
  { path, external }: DocumentFact,
  signal: AbortSignal,
): Promise<string> {
  if (external) return downloadDocument(ctx.fetch, path, signal);
  const text = await ctx.github.fileText(requireSlug(project.slug), path, project.headSha, signal);
  if (text === null) throw missingDocument(path, `is not on the branch ${project.defaultBranch}`);
  return documentText(path, Buffer.from(text));
}
