import type { Git } from './git.ts';

/** A path that differs from the last commit. */
export interface StatusEntry {
  /** Relative to the clone, forward slashes; ends with a slash for a repository inside the clone. */
  path: string;
  /** The change is in the index already. */
  staged: boolean;
}

/** Every path that differs from the last commit, ignored ones and submodules left out. */
export async function readStatus(git: Git): Promise<StatusEntry[]> {
  const { stdout } = await git.answer([
    ...['status', '--porcelain=v1', '-z', '--no-renames'],
    ...['--untracked-files=all', '--ignore-submodules=all'],
  ]);
  return parseStatus(stdout);
}

/** Reads `git status --porcelain=v1 -z --no-renames`: `XY path` and a NUL each. */
export function parseStatus(text: string): StatusEntry[] {
  return text
    .split('\0')
    .filter((entry) => entry.length > 3)
    .map((entry) => ({ path: entry.slice(3), staged: entry[0] !== ' ' && entry[0] !== '?' }));
}

/**
 * True for what lies in our own folder of the clone (whatever its case: some file systems do not tell). Everything else is the
 * project's, also in `.maestro/`.
 * @param own relative to the clone, without a slash at the end; null when nothing is ours
 */
export function isOwn(path: string, own: string | null): boolean {
  return own !== null && `${path.toLowerCase()}/`.startsWith(`${own.toLowerCase()}/`);
}

/** True for a repository inside the clone that is not its submodule: git would record a link that leads nowhere. */
export function isEmbedded(path: string): boolean {
  return path.endsWith('/');
}

/** The paths that belong into a commit, each once. */
export function committable(entries: readonly StatusEntry[], own: string | null): string[] {
  const paths = entries.map(({ path }) => path).filter((path) => !isOwn(path, own) && !isEmbedded(path));
  return [...new Set(paths)];
}
