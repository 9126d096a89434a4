import type { Git } from './git.ts';
import { requireSha } from './names.ts';
import type { DiffStat } from './types.ts';

// No program named in a configuration or attribute decides what a difference looks like.
const PLAIN = ['--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=all', '--find-renames'];

/** How much was changed between a commit and HEAD. Binary files count as files without lines. */
export async function diffStat(git: Git, fromSha: string): Promise<DiffStat> {
  const { stdout } = await git.answer([
    'diff-tree',
    '-r',
    '--numstat',
    '-z',
    ...PLAIN,
    requireSha(fromSha),
    'HEAD',
    '--',
  ]);
  return parseNumstat(stdout);
}

/** Reads `--numstat -z`: `added\tdeleted\tpath` and a NUL; a renamed file's path is empty, and two more parts follow. */
export function parseNumstat(text: string): DiffStat {
  const stat: DiffStat = { files: 0, insertions: 0, deletions: 0 };
  for (const part of text.split('\0')) {
    const match = /^(\d+|-)\t(\d+|-)\t/.exec(part);
    if (!match) continue;
    stat.files += 1;
    stat.insertions += Number(match[1]) || 0;
    stat.deletions += Number(match[2]) || 0;
  }
  return stat;
}

/** Whether anything below a folder differs between a commit and HEAD. */
export async function isChangedBelow(git: Git, fromSha: string, folder: string): Promise<boolean> {
  const { stdout } = await git.answer([
    'diff-tree',
    '-r',
    '--name-only',
    '-z',
    requireSha(fromSha),
    'HEAD',
    '--',
    folder,
  ]);
  return stdout !== '';
}

/** The unified difference between a commit and HEAD, cut at `maxBytes`. */
export async function diffText(git: Git, fromSha: string, maxBytes: number): Promise<string> {
  return git.head(['diff-tree', '-r', '-p', ...PLAIN, requireSha(fromSha), 'HEAD', '--'], maxBytes);
}
