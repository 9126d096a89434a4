import { readFile, stat } from 'node:fs/promises';
import { isMissing, resolveInside, writeAtomic } from '../../platform/files.ts';
import { findHalt } from '../../runner/documents/halt.ts';
import { MAX_DOCUMENT_BYTES } from '../../runner/documents/limits.ts';
import { readTasks } from '../../runner/documents/tasks.ts';
import { downloadDocument } from '../documents/download.ts';
import { documentText, missingDocument, staleHalt, tooLarge } from '../documents/text.ts';
import type { DocumentFact } from '../journal/events.ts';
import type { Job } from './job.ts';
import { workingCopy } from './working-copy.ts';

/** A working copy as it is journaled. */
export interface CopiedDocument {
  file: string;
  tasks: number;
  open: number;
}

/**
 * Copies the contribution's documents into the clone, or downloads them. Whoever made the clone keeps them out of
 * its commits.
 * @throws MaestroError `document.missing`, `document.too-large`, `document.not-text`, `document.halted`, `path.outside`.
 */
export async function copyDocuments(job: Job, dir: string): Promise<CopiedDocument[]> {
  const { ctx, journal, signal } = job;
  const { id, start } = journal.state();
  const copied: CopiedDocument[] = [];
  for (const [index, document] of start.documents.entries()) {
    signal.throwIfAborted();
    const text = document.external
      ? await downloadDocument(ctx.fetch, document.path, signal)
      : await readFromClone(dir, document);
    const halt = findHalt(text);
    if (halt) throw staleHalt(document.path, halt);
    const file = workingCopy(id, index, document.name);
    // A repository may hold a symbolic link at this very place.
    await writeAtomic(await resolveInside(dir, file), text);
    const tasks = readTasks(text);
    copied.push({ file, tasks: tasks.length, open: tasks.filter(({ done }) => !done).length });
  }
  return copied;
}

async function readFromClone(dir: string, { path }: DocumentFact): Promise<string> {
  const source = await resolveInside(dir, path);
  try {
    const file = await stat(source);
    if (!file.isFile()) throw missingDocument(path, 'is not a file');
    if (file.size > MAX_DOCUMENT_BYTES) throw tooLarge(path);
    return documentText(path, await readFile(source));
  } catch (error) {
    if (isMissing(error)) throw missingDocument(path, 'is not in the clone');
    throw error;
  }
}
