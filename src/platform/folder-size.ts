import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mapConcurrent } from './concurrent.ts';
import { isMissing } from './files.ts';

/** Bytes of all files below a folder (links are not followed). What vanishes meanwhile counts nothing. */
export async function folderSize(dir: string, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  const waiting = [dir];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    signal.throwIfAborted();
    const parent = folder;
    const entries = await unlessGone(readdir(parent, { withFileTypes: true }));
    for (const entry of entries ?? []) if (entry.isDirectory()) waiting.push(join(parent, entry.name));
    const files = (entries ?? []).filter((entry) => !entry.isDirectory());
    const sizes = await mapConcurrent(files, 16, async ({ name }) => {
      const file = await unlessGone(lstat(join(parent, name)));
      return file?.size ?? 0;
    });
    for (const size of sizes) bytes += size;
  }
  return bytes;
}

async function unlessGone<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
