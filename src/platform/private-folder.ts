import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MaestroError } from './errors.ts';
import { isProcessAlive } from './lock.ts';

const NAME = /^(\d+)-[0-9a-f]{16}$/;

/** A folder that only the user may read, for as long as this process needs it. */
export interface PrivateFolder {
  path: string;
  /** Safe to call twice. */
  remove(): Promise<void>;
}

/**
 * Makes one under `root`, which is made, too; what dead processes left there goes. Never in a place where an agent may write the
 * parent (beside its clone, say, where that lies in the folder for temporary files): it could put its own things in the place of ours.
 * @throws MaestroError `workspace.not-writable`.
 */
export async function makePrivateFolder(root: string): Promise<PrivateFolder> {
  const path = join(root, `${process.pid}-${randomBytes(8).toString('hex')}`);
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    // Also when it was there before.
    await chmod(root, 0o700);
    await removeDead(root);
    await mkdir(path, { mode: 0o700 });
  } catch (cause) {
    throw new MaestroError('workspace.not-writable', `Maestro cannot write to ${root}.`, {
      cause,
      remedy: 'Check its permissions and the free space.',
    });
  }
  return { path, remove: () => remove(path) };
}

/** Runs `work` with such a folder, and removes it afterwards. */
export async function withPrivateFolder<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await makePrivateFolder(root);
  try {
    return await work(folder.path);
  } finally {
    await folder.remove();
  }
}

async function removeDead(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const owner = Number(NAME.exec(name)?.[1] ?? 0);
    if (owner > 0 && owner !== process.pid && !isProcessAlive(owner)) await remove(join(root, name));
  }
}

/** A process that is just ending may still write: it is tried again. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
