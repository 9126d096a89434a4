import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { isProcessAlive } from '../../platform/lock.ts';

const NAME = /^(\d+)-[0-9a-f]{16}$/;

/**
 * Runs `work` with a folder that only the user may read, under `root`, and removes it afterwards. What dead processes left there
 * goes, too. Never beside a clone: where an agent may write the parent of its clone (everything under the folder for temporary
 * files, with most sandboxes), it could put its own things in the place of ours.
 * @throws MaestroError `workspace.not-writable`.
 */
export async function withPrivateFolder<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(root, `${process.pid}-${randomBytes(8).toString('hex')}`);
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    // Also when it was there before.
    await chmod(root, 0o700);
    await removeDead(root);
    await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    throw new MaestroError('workspace.not-writable', `Nothing can be written in ${root}.`, {
      cause,
      remedy: 'Check its permissions and the free space.',
    });
  }
  try {
    return await work(folder);
  } finally {
    await remove(folder);
  }
}

async function removeDead(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    const owner = Number(NAME.exec(name)?.[1] ?? 0);
    if (owner > 0 && owner !== process.pid && !isProcessAlive(owner)) await remove(join(root, name));
  }
}

/** A git process that is just ending may still write: it is tried again. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
