import { asMaestroError, MaestroError } from '../platform/errors.ts';
import { exists } from '../platform/files.ts';
import { acquireLock, type Lock } from '../platform/lock.ts';
import { type CleanPlan, type CloneFact, clonesInUse, planClean, reasonToKeep } from './clean/plan.ts';
import { deleteFolders, moveToTrash } from './clean/trash.ts';
import type { SymphonyContext } from './context.ts';
import type { Contribution } from './contribution.ts';
import { folderLock } from './engine/folder.ts';
import { contributionPaths } from './journal/paths.ts';
import { openJournal } from './journal/store.ts';

export interface CleanOptions {
  /** Only tell what would be done. */
  dryRun: boolean;
  /** Only the clones of these contributions; by default all. */
  ids?: readonly string[];
  signal: AbortSignal;
}

/** What a clean did. */
export interface CleanResult extends CleanPlan {
  /** Where the removed clones are now: moving one back undoes it, for 7 days. */
  removed: { dir: string; trash: string }[];
}

/**
 * The janitor: moves the clones of ended contributions, whose work all exists elsewhere, into the trash, and deletes for
 * good what has been in the trash for 7 days. Everything else stays, with its reason.
 */
export async function cleanClones(ctx: SymphonyContext, options: CleanOptions): Promise<CleanResult> {
  const plan = await planClean(ctx, options.signal);
  const { ids } = options;
  const clones = ids ? plan.clones.filter((clone) => clone.ids.some((id) => ids.includes(id))) : plan.clones;
  const result: CleanResult = { ...plan, clones: [], removed: [] };
  for (const clone of clones) {
    if (clone.keep || options.dryRun) {
      result.clones.push(clone);
      continue;
    }
    options.signal.throwIfAborted();
    const { keep, trash } = await remove(ctx, clone, options.signal);
    result.clones.push({ ...clone, keep });
    if (trash !== null) result.removed.push({ dir: clone.dir, trash });
  }
  if (!options.dryRun) await deleteFolders(plan.expired);
  return result;
}

/** Removes one clone, after looking again with its contributions' locks held: the plan may be minutes old. */
async function remove(
  ctx: SymphonyContext,
  { dir }: CloneFact,
  signal: AbortSignal,
): Promise<{ keep: CloneFact['keep']; trash: string | null }> {
  const locks: Lock[] = [];
  try {
    // With this one no engine can choose the folder for another contribution meanwhile.
    locks.push(await acquireLock(folderLock(ctx.home)));
    for (const { id } of (await clonesInUse(ctx.home)).get(dir) ?? [])
      locks.push(await acquireLock(contributionPaths(ctx.home, id).lock));
    const users = (await clonesInUse(ctx.home)).get(dir) ?? [];
    const keep = await reasonToKeep(ctx, dir, users, signal);
    if (keep) return { keep, trash: null };
    const trash = (await exists(dir)) ? await moveToTrash(ctx.home, dir, ctx.clock.now()) : null;
    for (const user of users) await noteRemoval(ctx, user, dir);
    return { keep: null, trash };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MaestroError && error.code === 'lock.held')
      return { keep: { code: 'busy', why: 'it is in use at this moment' }, trash: null };
    const { message } = asMaestroError(error);
    return { keep: { code: 'unreadable', why: `it could not be removed: ${message}` }, trash: null };
  } finally {
    for (const lock of locks.reverse()) await lock.release();
  }
}

async function noteRemoval(ctx: SymphonyContext, { id }: Contribution, dir: string): Promise<void> {
  const journal = await openJournal(contributionPaths(ctx.home, id).journal, ctx.clock, ctx.redact);
  try {
    await journal.append({ type: 'clone_removed', dir });
  } finally {
    await journal.close();
  }
}
