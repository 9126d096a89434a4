import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveInside, writeAtomic } from '../../platform/files.ts';
import { withPrivateFolder } from '../../platform/private-folder.ts';
import { gitAt } from './git.ts';

/** As many settings are named; the rest are told by `…`. */
const MAX_NAMED = 10;

/** What of a configuration is to be as it was. */
export interface RestoreRequest {
  dir: string;
  /** The configuration as it was read. */
  text: string;
  /** As `git config --list` prints them. */
  keys: readonly string[];
  originUrl: string;
  env: NodeJS.ProcessEnv;
  /** See `GitAccess`. */
  privateDir: string;
  signal: AbortSignal;
}

/** Settings that a clone of ours has, and what they are; all others were not there. */
const OURS: ReadonlyMap<string, (request: RestoreRequest) => string> = new Map([
  ['core.bare', () => 'false'],
  ['extensions.partialclone', () => 'origin'],
  ['remote.origin.url', ({ originUrl }: RestoreRequest) => originUrl],
]);

/**
 * Takes the settings out of the clone's configuration, or sets back what was ours; everything else in the file stays, comments
 * included. git does it on a copy, where nothing that it says can take effect.
 */
export async function restoreConfig(request: RestoreRequest): Promise<void> {
  const { dir, text, keys, env, privateDir, signal } = request;
  const file = await resolveInside(join(dir, '.git'), 'config');
  await withPrivateFolder(privateDir, async (folder) => {
    const copy = join(folder, 'config');
    await writeFile(copy, text);
    const git = gitAt({ at: [], env, signal });
    for (const key of new Set(keys)) {
      const ours = OURS.get(key)?.(request);
      const words = ours === undefined ? ['--unset-all', key] : ['--replace-all', key, ours];
      // 5: it is not there (any more).
      await git.answer(['config', '--file', copy, ...words], { accept: [5] });
    }
    await writeAtomic(file, await readFile(copy, 'utf8'));
  });
}

/** One sentence for whoever follows the run. */
export function restoredWords(keys: readonly string[]): string {
  const named = keys.slice(0, MAX_NAMED).join(', ');
  return `Settings that can run a program or lead git elsewhere were taken out of the clone's git configuration: ${named}${keys.length > MAX_NAMED ? ' …' : ''}.`;
}
