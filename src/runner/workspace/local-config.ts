import type { Stats } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../platform/files.ts';
import { gitAt } from './git.ts';
import type { Setting } from './settings.ts';

/**
 * The text of `{dir}/.git/config`; undefined when `dir` is not an ordinary clone: `.git` must be a folder and the
 * configuration a file (not links, not pointers to another repository).
 */
export async function readConfigText(dir: string): Promise<string | undefined> {
  const gitDir = join(dir, '.git');
  const file = join(gitDir, 'config');
  if (!(await kind(gitDir))?.isDirectory() || !(await kind(file))?.isFile()) return undefined;
  if (await kind(join(gitDir, 'commondir'))) return undefined;
  return readFile(file, 'utf8');
}

/**
 * The settings in a configuration's text, keys as git writes them (section and key in lower case). The text goes in by
 * standard input: what is judged is what was read, and `include.path` leads nowhere.
 */
export async function parseConfig(
  text: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<readonly Setting[]> {
  const git = gitAt({ at: [], env, signal });
  const list = await git.text(['config', '--file', '-', '--no-includes', '--null', '--list'], {
    input: text,
  });
  return list.split('\0').filter(Boolean).map(asSetting);
}

/** The last value of a key; null when it is not set. */
export function settingOf(settings: readonly Setting[], key: string): string | null {
  return settings.findLast(([name]) => name === key)?.[1] ?? null;
}

/** git prints `key\nvalue`; a key alone is a true one. */
function asSetting(entry: string): Setting {
  const end = entry.indexOf('\n');
  return end < 0 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
}

async function kind(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
