import { join, resolve } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import type { Home } from '../../platform/paths.ts';
import type { Contribution } from '../contribution.ts';
import { listContributions } from '../contributions.ts';
import type { StartFacts } from '../journal/events.ts';
import { isEnded } from '../states.ts';

/** What the choice of a clone's folder depends on; `id` is null before the contribution has one. */
export type FolderWish = Pick<StartFacts, 'slug' | 'dir'> & { issue: number; id: string | null };

/** The default places in their order: `{owner}-{repo}`, with the issue, with the contribution. */
export function folderCandidates(home: Home, { slug, issue, id }: FolderWish): string[] {
  const name = slug.replace('/', '-');
  const names = [name, `${name}-${issue}`, ...(id === null ? [] : [`${name}-${issue}-${id}`])];
  return names.map((folder) => join(home.root, folder));
}

/**
 * The folder for a contribution's clone: the one asked for, or the first default place that no other contribution uses.
 * Engines that choose at the same moment hold the lock of `folderLock`.
 * @throws MaestroError `workspace.in-use` when the folder that was asked for is another contribution's.
 */
export async function chooseFolder(home: Home, wish: FolderWish): Promise<string> {
  const used = await usedFolders(home, wish.id);
  if (wish.dir !== null) {
    const dir = resolve(wish.dir);
    const other = used.get(keyOf(dir));
    if (!other) return dir;
    throw new MaestroError('workspace.in-use', `The folder ${dir} is used by contribution ${other}.`, {
      remedy: 'Choose another folder, or wait until that contribution has ended.',
    });
  }
  const candidates = folderCandidates(home, wish);
  const free = candidates.find((dir) => !used.has(keyOf(dir)));
  return free ?? (candidates.at(-1) as string);
}

/** The id of the other contribution that works in the folder, if any. */
export async function folderUser(home: Home, dir: string, ownId: string): Promise<string | undefined> {
  return (await usedFolders(home, ownId)).get(keyOf(dir));
}

/** What engines lock while they choose a folder and journal it. */
export function folderLock(home: Home): string {
  return join(home.state, 'folders');
}

/** The folders that other contributions work in, with their ids. */
async function usedFolders(home: Home, ownId: string | null): Promise<Map<string, string>> {
  const { contributions } = await listContributions(home);
  const others = contributions.filter((other) => other.id !== ownId && usesFolder(other));
  return new Map(others.map(({ id, clone }) => [keyOf(clone?.dir ?? ''), id]));
}

/** A contribution uses its folder until it has ended. */
function usesFolder({ state, clone }: Contribution): boolean {
  return clone !== null && !clone.removed && !isEnded(state);
}

// macOS and Windows do not tell Folder from folder; treating them as one is right everywhere else too.
const keyOf = (dir: string): string => resolve(dir).toLowerCase();
