import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A cheap look whether a folder may be the clone of a contribution: those hold the documents' working copies. Anybody's
 * repository may hold such a folder too, so this proves nothing; `contributionsOfFolder` does.
 */
export async function mayBeClone(folder: string): Promise<boolean> {
  try {
    return (await readdir(join(folder, '.maestro', 'symphony'))).length > 0;
  } catch {
    // Not there or not readable: not one of ours.
    return false;
  }
}
