import { lstat, readFile, realpath, rm } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { isInside, isMissing, resolveInside, writeAtomic } from '../../platform/files.ts';

/** What is read of a copy: twice a document's own limit, for what an agent may add. */
const MAX_BYTES = 2 * 1024 * 1024;

/** The copy of a document that the agent reads and ticks. It lies in the agent's reach: nothing about it is taken for granted. */
export interface WorkingCopy {
  /** Absolute. */
  readonly file: string;
  /** As the agent and the user see it: relative to the clone, with forward slashes. */
  readonly shown: string;
  /** Its text; null when it is gone, too large, or no plain file in the clone any more (a link could lead anywhere). */
  read(): Promise<string | null>;
  /** Puts a text there, in place of whatever is. @throws MaestroError `path.outside`. */
  write(text: string): Promise<void>;
}

/** The working copy at an absolute path inside the clone; the clone's path may go through links, as home folders do. */
export async function workingCopy(clone: string, file: string): Promise<WorkingCopy> {
  const path = relative(isInside(clone, file) ? clone : await realpath(clone), file);
  return {
    file,
    shown: path.split(sep).join('/'),
    async read() {
      const place = await resolveInside(clone, path).catch((error: unknown) => {
        if (error instanceof MaestroError) return null;
        throw error;
      });
      const found = place === null ? undefined : await lstatIfAny(place);
      return place !== null && found?.isFile() && found.size <= MAX_BYTES ? readFile(place, 'utf8') : null;
    },
    async write(text) {
      const found = await lstatIfAny(file);
      if (found && !found.isFile()) await rm(file, { recursive: true });
      await writeAtomic(await resolveInside(clone, path), text);
    },
  };
}

async function lstatIfAny(path: string): Promise<Awaited<ReturnType<typeof lstat>> | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
