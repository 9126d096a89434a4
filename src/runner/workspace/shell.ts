import { dirname, join, resolve } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { exists } from '../../platform/files.ts';
import { findOnPath } from '../../platform/process/which.ts';
import { requireGitPath } from './git.ts';

/**
 * The absolute path of a POSIX shell: `sh` on the PATH. On Windows it need not be there: Git for Windows has one beside its
 * git, so that one and the same script works everywhere.
 * @throws MaestroError `shell.missing`.
 */
export async function requireShell(env: NodeJS.ProcessEnv): Promise<string> {
  const found =
    (await findOnPath('sh', env)) ?? (process.platform === 'win32' ? await shellOfGit(env) : null);
  if (found !== null) return found;
  throw new MaestroError(
    'shell.missing',
    'No POSIX shell (sh) was found. Maestro needs one to run hooks and commands.',
    {
      remedy: 'Put sh on the PATH; on Windows, install Git for Windows.',
    },
  );
}

/** `git.exe` is in `cmd`, `bin` or `mingw64\bin` of its folder; `sh.exe` in `bin` and in `usr\bin`. */
async function shellOfGit(env: NodeJS.ProcessEnv): Promise<string | null> {
  const folder = dirname(await requireGitPath(env));
  for (const root of [resolve(folder, '..'), resolve(folder, '..', '..')])
    for (const place of ['bin', join('usr', 'bin')]) {
      const path = join(root, place, 'sh.exe');
      if (await exists(path)) return path;
    }
  return null;
}
