import { lstat, readdir } from 'node:fs/promises';
import { isMissing } from '../../platform/files.ts';
import { uninterrupted } from './git.ts';
import { parseConfig, readConfigText, settingOf } from './local-config.ts';

/** What is in a folder that a clone is wanted in. */
export type FolderKind = 'missing' | 'empty' | 'other' | { clone: string; upstreamUrl: string | null };

/** Looks at a folder without changing anything; `clone` is the address of its `origin`. */
export async function inspectFolder(
  dir: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal = uninterrupted(),
): Promise<FolderKind> {
  try {
    if (!(await lstat(dir)).isDirectory()) return 'other';
    if ((await readdir(dir)).length === 0) return 'empty';
  } catch (error) {
    if (isMissing(error)) return 'missing';
    throw error;
  }
  const text = await readConfigText(dir);
  if (text === undefined) return 'other';
  const settings = await parseConfig(text, env, signal);
  const clone = settingOf(settings, 'remote.origin.url');
  return clone === null ? 'other' : { clone, upstreamUrl: settingOf(settings, 'remote.upstream.url') };
}
