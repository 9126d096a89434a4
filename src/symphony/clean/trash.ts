import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exists, isMissing } from '../../platform/files.ts';
import type { Home } from '../../platform/paths.ts';

const KEEP_MS = 7 * 86_400_000;
/** `20261121T081500Z-owner-repo`. Anything else in there is not ours to delete. */
const NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-/;

function trashOf(home: Home): string {
  return join(home.state, 'trash');
}

/** Moves a folder into the trash (a rename: quick, and undone by moving it back). @returns where it is now. */
export async function moveToTrash(home: Home, dir: string, now: Date): Promise<string> {
  await mkdir(trashOf(home), { recursive: true });
  const stamp = now
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '');
  const base = join(trashOf(home), `${stamp}-${basename(dir)}`);
  let target = base;
  for (let n = 2; await exists(target); n++) target = `${base}.${n}`;
  await rename(dir, target);
  return target;
}

/** The folders in the trash that have been there for more than 7 days. */
export async function expiredTrash(home: Home, now: Date): Promise<string[]> {
  const names = await readdir(trashOf(home)).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names
    .filter((name) => {
      const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
      const moved = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      return now.getTime() - moved > KEEP_MS;
    })
    .sort()
    .map((name) => join(trashOf(home), name));
}

/** Deletes folders for good. */
export async function deleteFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders)
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
