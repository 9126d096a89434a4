import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { isMissing } from '../../platform/files.ts';
import { isProcessAlive } from '../../platform/lock.ts';

const TAIL = /^(?:partial|removed)-(\d+)-[0-9a-f]{8}$/;

/** A hidden folder beside a clone, on the same disk: `.{clone}.{kind}-{process id}-{random}`, readable by its owner alone. */
export type SiblingKind = 'partial' | 'removed';

/** Makes one; the parent folder is made too. @throws MaestroError `workspace.not-writable`. */
export async function makeSibling(dir: string, kind: SiblingKind): Promise<string> {
  const parent = dirname(dir);
  const path = join(parent, `.${basename(dir)}.${kind}-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(parent, { recursive: true });
    await mkdir(path, { mode: 0o700 });
  } catch (cause) {
    throw new MaestroError('workspace.not-writable', `Maestro cannot write to ${parent}.`, {
      cause,
      remedy: 'Choose another folder with --dir, or check its permissions and the free space.',
    });
  }
  return path;
}

/** Removes one, whatever is in it. A git process that is just ending may still write: it is tried again. */
export async function removeSibling(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** Removes what attempts for this clone left whose process is dead. Those of living processes stay. */
export async function removeDeadSiblings(dir: string): Promise<void> {
  const prefix = `.${basename(dir)}.`;
  const names = await readdir(dirname(dir)).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const owner = Number(TAIL.exec(name.slice(prefix.length))?.[1] ?? 0);
    if (owner > 0 && owner !== process.pid && !isProcessAlive(owner))
      await removeSibling(join(dirname(dir), name));
  }
}
