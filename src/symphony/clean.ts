import { rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import { asMaestroError, MaestroError } from '../platform/errors.ts';
import { exists } from '../platform/files.ts';
import { acquireLock, type Lock } from '../platform/lock.ts';
import {
  type Agreed,
  type CleanPlan,
  type CloneFact,
  clonesInUse,
  isOutsideOf,
  planClean,
  reasonToKeep,
} from './clean/plan.ts';
import { deleteFolders, moveToTrash } from './clean/trash.ts';
import type { SymphonyContext } from './context.ts';
import type { Contribution } from './contribution.ts';
import { listContributions } from './contributions.ts';
import { folderLock } from './engine/folder.ts';
import type { EventBody } from './journal/events.ts';
import { contributionPaths } from './journal/paths.ts';
import { openJournal } from './journal/store.ts';

export interface CleanOptions {
  /** Only tell what would be done. */
  dryRun: boolean;
  /** Only the clones of these contributions; by default all. */
  ids?: readonly string[];
  /** For one contribution's clone alone: what its user has agreed to. */
  agreed?: Agreed;
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
  const { ids } = options;
  const plan = await planClean(ctx, options.signal, ids);
  const agreed = ids?.length === 1 ? options.agreed : undefined;
  const result: CleanResult = { ...plan, clones: [], removed: [] };
  for (const clone of plan.clones) {
    // With what was agreed to, it is looked at anew below.
    if ((clone.keep && !agreed) || options.dryRun) {
      result.clones.push(clone);
      continue;
    }
    options.signal.throwIfAborted();
    const { keep, trash } = await remove(ctx, clone, agreed, options.signal);
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
  agreed: Agreed | undefined,
  signal: AbortSignal,
): Promise<{ keep: CloneFact['keep']; trash: string | null }> {
  const locks: Lock[] = [];
  try {
    // With this one no engine can choose the folder for another contribution meanwhile.
    locks.push(await acquireLock(folderLock(ctx.home)));
    for (const { id } of (await clonesInUse(ctx.home)).get(dir) ?? [])
      locks.push(await acquireLock(contributionPaths(ctx.home, id).lock));
    const users = (await clonesInUse(ctx.home)).get(dir) ?? [];
    const keep = await reasonToKeep(ctx, dir, users, signal, agreed);
    if (keep) return { keep, trash: null };
    const trash = (await exists(dir)) ? await discard(ctx, dir, agreed) : null;
    for (const user of users) await note(ctx, user, { type: 'clone_removed', dir });
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

/** @returns where it is now; null when only the door knows. */
async function discard(
  ctx: SymphonyContext,
  dir: string,
  agreed: Agreed | undefined,
): Promise<string | null> {
  if (!isOutsideOf(ctx.home, dir)) return moveToTrash(ctx.home, dir, ctx.clock.now());
  await agreed?.discard?.(dir);
  return null;
}

/**
 * Moves a clone back from the trash to where it was.
 * @throws MaestroError `clone.not-there`, `clone.place-taken`, `lock.held`.
 */
export async function restoreClone(
  ctx: SymphonyContext,
  { dir, trash }: CleanResult['removed'][number],
): Promise<void> {
  const locks: Lock[] = [await acquireLock(folderLock(ctx.home))];
  try {
    const users = (await listContributions(ctx.home)).contributions.filter(
      ({ clone }) => clone?.removed && resolve(clone.dir) === resolve(dir),
    );
    for (const { id } of users) locks.push(await acquireLock(contributionPaths(ctx.home, id).lock));
    if (await exists(dir))
      throw new MaestroError('clone.place-taken', `There is something else at ${dir} by now.`, {
        remedy: `The clone is still in the trash: ${trash}`,
      });
    await rename(trash, dir).catch((cause: unknown) => {
      throw new MaestroError('clone.not-there', `${trash} could not be moved back.`, {
        cause,
        remedy: 'Clones stay in the trash for 7 days; look whether it is still there.',
      });
    });
    for (const user of users) await note(ctx, user, { type: 'clone_restored', dir });
  } finally {
    for (const lock of locks.reverse()) await lock.release();
  }
}

async function note(ctx: SymphonyContext, { id }: Contribution, event: EventBody): Promise<void> {
  const journal = await openJournal(contributionPaths(ctx.home, id).journal, ctx.clock, ctx.redact);
  try {
    await journal.append(event);
  } finally {
    await journal.close();
  }
}
