import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MaestroError } from '../platform/errors.ts';
import { exists, isMissing } from '../platform/files.ts';

/**
 * A folder whose files can be rehearsed.
 * @throws MaestroError `rehearse.no-repository` when it is none, or a bare repository.
 */
export async function requireSourceFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!found?.isDirectory())
    throw new MaestroError('rehearse.no-repository', `${path} is not a folder.`, {
      remedy: 'Give the folder of a local repository, or leave it out to use the bundled sample.',
    });
  if (!(await isBare(path))) return;
  throw new MaestroError('rehearse.no-repository', `${path} is a bare repository: it has no files.`, {
    remedy: `Clone it (git clone ${JSON.stringify(path)}), and rehearse the clone.`,
  });
}

/** Every repository has these three, whatever its age and format. */
async function isBare(path: string): Promise<boolean> {
  const parts = ['HEAD', 'objects', 'refs'].map((name) => exists(join(path, name)));
  return (await Promise.all(parts)).every(Boolean) && !(await exists(join(path, '.git')));
}
