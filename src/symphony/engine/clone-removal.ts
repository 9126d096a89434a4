import { rm } from 'node:fs/promises';
import { asMaestroError } from '../../platform/errors.ts';
import { isInside } from '../../platform/files.ts';
import type { Home } from '../../platform/paths.ts';
import { sameRepository } from '../../runner/workspace/address.ts';
import { inspectFolder } from '../../runner/workspace/inspect.ts';
import { openWorkspace } from '../../runner/workspace/open.ts';
import type { UnsavedWork } from '../../runner/workspace/types.ts';
import { moveToTrash } from '../clean/trash.ts';
import { contributionPaths } from '../journal/paths.ts';
import { readJournal } from '../journal/read.ts';
import { unsavedMark, unsavedWords } from '../unsaved.ts';
import { folderUser } from './folder.ts';
import { gitAccess } from './git-access.ts';
import { ownFolder } from './working-copy.ts';
import type { Job } from './job.ts';

/**
 * Removes the contribution's clone when all of its work exists elsewhere, or its user has agreed to lose just what does not. A folder that is not the clone the journal tells of is never touched; one in the home goes to
 * the trash, from where it can be taken back for 7 days.
 * @param lose the mark of what may be lost; null when nothing may.
 * @returns why it was left; null when it is gone or never was.
 */
export async function removeClone(job: Job, lose: string | null): Promise<string | null> {
  const { ctx, journal } = job;
  const { id, clone, claim } = journal.state();
  if (!clone || clone.removed || !claim) return null;
  const { dir } = clone;
  const found = await inspectFolder(dir, ctx.env);
  if (found === 'missing') {
    // Somebody else removed it, or an engine that was killed right after it had.
    await journal.append({ type: 'clone_removed', dir });
    return null;
  }
  if (typeof found === 'string' || !sameRepository(found.clone, claim.headCloneUrl))
    return `the folder ${dir} (it is not the clone that was made)`;
  const user = await folderUser(ctx.home, dir, id);
  if (user) return `the clone ${dir} (contribution ${user} works in it)`;
  const why = await reasonToKeep(job, dir, claim.headCloneUrl, lose);
  if (why) return `the clone ${dir} (${why})`;
  if (isInside(ctx.home.root, dir)) await moveToTrash(ctx.home, dir, ctx.clock.now());
  // Elsewhere may be another disk, to which the trash is not a rename away.
  else await rm(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  await journal.append({ type: 'clone_removed', dir });
  return null;
}

async function reasonToKeep(
  job: Job,
  dir: string,
  cloneUrl: string,
  lose: string | null,
): Promise<string | null> {
  const { ctx, signal } = job;
  if (!isInside(ctx.home.root, dir) && (await wasReused(ctx.home, job.journal.state().id)))
    return 'it was there before this contribution';
  try {
    const own = ownFolder(job.journal.state().id);
    const workspace = openWorkspace(dir, gitAccess(ctx, cloneUrl), signal, null, { own });
    const work = await workspace.unsavedWork();
    return lose === unsavedMark(work) ? null : describeUnsaved(work);
  } catch (error) {
    signal.throwIfAborted();
    return `whether it holds unsaved work could not be told: ${asMaestroError(error).message}`;
  }
}

/** What exists nowhere else, in words; null when nothing does. */
export function describeUnsaved(work: UnsavedWork): string | null {
  const words = unsavedWords(work);
  return words === '' ? null : `it holds work that exists nowhere else: ${words}`;
}

/** True when a contribution found its clone there, and did not make it. */
export async function wasReused(home: Home, id: string): Promise<boolean> {
  let reused = true;
  for await (const event of readJournal(contributionPaths(home, id).journal))
    if (event.type === 'clone_ready') reused = event.reused;
  return reused;
}
