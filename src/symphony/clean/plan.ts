import { lstat, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { asMaestroError } from '../../platform/errors.ts';
import { exists, isMissing } from '../../platform/files.ts';
import { folderSize } from '../../platform/folder-size.ts';
import type { Home } from '../../platform/paths.ts';
import { inspectFolder } from '../../runner/workspace/inspect.ts';
import { openWorkspace } from '../../runner/workspace/open.ts';
import type { SymphonyContext } from '../context.ts';
import type { Contribution, ContributionState } from '../contribution.ts';
import { listContributions } from '../contributions.ts';
import { describeUnsaved, wasReused } from '../engine/clone-removal.ts';
import { gitAccess } from '../engine/git-access.ts';
import { isEnded } from '../states.ts';
import { unsavedMark } from '../unsaved.ts';
import { expiredTrash } from './trash.ts';

/** Why a clone stays. */
export interface KeepReason {
  code: 'active' | 'unsaved' | 'outside' | 'not-the-clone' | 'unreadable' | 'busy';
  /** One sentence's end: "it is kept because …". */
  why: string;
}

/** A clone that contributions left behind. */
export interface CloneFact {
  dir: string;
  /** The contributions that worked in it, newest first, and the newest one's state. */
  ids: string[];
  state: ContributionState;
  /** The folder is gone already; only the journal has yet to say so. */
  missing: boolean;
  sizeBytes: number;
  /** Null: it may be removed, for everything in it exists elsewhere and nobody works in it. */
  keep: KeepReason | null;
}

/** What a clean would do. */
export interface CleanPlan {
  clones: CloneFact[];
  /** Folders in the home that no contribution made; they are left alone. */
  foreign: string[];
  /** Folders in the trash that are old enough to be deleted for good. */
  expired: string[];
}

/** Looks at every clone of the home, or at those of these contributions; changes nothing. */
export async function planClean(
  ctx: SymphonyContext,
  signal: AbortSignal,
  ids?: readonly string[],
): Promise<CleanPlan> {
  const groups = await clonesInUse(ctx.home);
  const clones: CloneFact[] = [];
  for (const [dir, users] of groups)
    if (!ids || users.some(({ id }) => ids.includes(id))) clones.push(await lookAt(ctx, dir, users, signal));
  return {
    clones,
    foreign: await foreignFolders(ctx.home, [...groups.keys()]),
    expired: await expiredTrash(ctx.home, ctx.clock.now()),
  };
}

/** The clones that were not removed yet, each with its contributions, newest first. */
export async function clonesInUse(home: Home): Promise<Map<string, Contribution[]>> {
  const groups = new Map<string, Contribution[]>();
  for (const contribution of (await listContributions(home)).contributions) {
    const { clone } = contribution;
    if (!clone || clone.removed) continue;
    const dir = resolve(clone.dir);
    groups.set(dir, [...(groups.get(dir) ?? []), contribution]);
  }
  return groups;
}

async function lookAt(
  ctx: SymphonyContext,
  dir: string,
  users: readonly Contribution[],
  signal: AbortSignal,
): Promise<CloneFact> {
  const [newest] = users;
  const missing = !(await exists(dir));
  return {
    dir,
    ids: users.map(({ id }) => id),
    state: newest?.state ?? 'failed',
    missing,
    sizeBytes: missing ? 0 : await folderSize(dir, signal),
    keep: await reasonToKeep(ctx, dir, users, signal),
  };
}

/** What a user who named one clone to be removed has agreed to. */
export interface Agreed {
  /** The mark of what exists nowhere else in it, told to them by name; null when nothing may be lost. */
  lose: string | null;
  /**
   * Throws a folder away that is not in the home, whose trash may be on another disk; absent where no such folder may go.
   * @throws when it is still there.
   */
  discard?: (dir: string) => Promise<void>;
}

/** Why a clone must stay; null when it may go. */
export async function reasonToKeep(
  ctx: SymphonyContext,
  dir: string,
  users: readonly Contribution[],
  signal: AbortSignal,
  { lose, discard }: Agreed = { lose: null },
): Promise<KeepReason | null> {
  const active = users.find(({ state }) => !isEnded(state));
  if (active)
    return { code: 'active', why: `contribution ${active.id} is ${active.state.replaceAll('_', ' ')}` };
  const isOutside = isOutsideOf(ctx.home, dir);
  if (isOutside && !discard) return { code: 'outside', why: `it is not directly in ${ctx.home.root}` };
  if (isOutside && (await wasThereBefore(ctx.home, users)))
    return { code: 'outside', why: 'it was there before this contribution' };
  if (!(await exists(dir))) return null;
  if ((await lstat(dir)).isSymbolicLink()) return { code: 'not-the-clone', why: 'it is a link' };
  const urls = users.flatMap(({ claim }) => claim?.headCloneUrl ?? []);
  try {
    const found = await inspectFolder(dir, ctx.env);
    const cloneUrl = typeof found === 'string' ? undefined : urls.find((url) => url === found.clone);
    if (cloneUrl === undefined) return { code: 'not-the-clone', why: 'it is not the clone that was made' };
    const unsaved = await openWorkspace(dir, gitAccess(ctx, cloneUrl), signal).unsavedWork();
    const why = describeUnsaved(unsaved);
    if (why === null || lose === unsavedMark(unsaved)) return null;
    return { code: 'unsaved', why };
  } catch (error) {
    signal.throwIfAborted();
    const { message } = asMaestroError(error);
    return { code: 'unreadable', why: `whether it holds unsaved work could not be told: ${message}` };
  }
}

/** True when the first of them found it there. */
async function wasThereBefore(home: Home, users: readonly Contribution[]): Promise<boolean> {
  const oldest = users.at(-1);
  return oldest === undefined || wasReused(home, oldest.id);
}

/** True for a clone that was put somewhere else than into the home itself. */
export function isOutsideOf(home: Home, dir: string): boolean {
  return dirname(dir) !== resolve(home.root);
}

async function foreignFolders(home: Home, known: readonly string[]): Promise<string[]> {
  const entries = await readdir(home.root, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map(({ name }) => join(resolve(home.root), name))
    .filter((dir) => dir !== resolve(home.state) && !known.includes(dir))
    .sort();
}
