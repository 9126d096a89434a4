import { waitForLock } from '../../../platform/wait-for-lock.ts';
import { copyDocuments } from '../documents.ts';
import { chooseFolder, folderLock } from '../folder.ts';
import { type Job, requireClone } from '../job.ts';
import { makeClone } from '../make-clone.ts';

const FOLDER_LOCK_MS = 30_000;

/** From the claim to a clone that is ready to run: folder, clone, branch, documents. */
export async function prepare(job: Job): Promise<void> {
  const { journal } = job;
  const { clone } = journal.state();
  if (!clone || clone.removed) await takeFolder(job);
  const dir = requireClone(journal.state());
  if (!journal.state().clone?.ready) {
    const { partial, reused } = await makeClone(job, dir);
    await journal.append({ type: 'clone_ready', dir, partial, reused });
  }
  // The copies are made anew until all of them are journaled: before the run they hold nothing of value.
  await journal.append({ type: 'documents_copied', files: await copyDocuments(job, dir) });
  await journal.append({ type: 'run_started' });
}

/** Chooses the folder and journals it as one step among the engines of this machine. */
async function takeFolder({ ctx, journal, signal }: Job): Promise<void> {
  const { id, start } = journal.state();
  const { slug, dir, issue } = start;
  const lock = await waitForLock(folderLock(ctx.home), { clock: ctx.clock, limitMs: FOLDER_LOCK_MS, signal });
  try {
    const chosen = await chooseFolder(ctx.home, { slug, dir, issue: issue.number, id });
    await journal.append({ type: 'clone_started', dir: chosen });
  } finally {
    await lock.release();
  }
}
