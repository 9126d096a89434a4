import type { Git } from './git.ts';

/** The folder of Maestro's own files in a clone; never part of a commit. */
const OWN = '.maestro';

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

/** True for what lies in `.maestro/` (whatever its case: some file systems do not tell). */
export function isOwn(path: string): boolean {
  const [first] = path.split('/', 1);
  return first?.toLowerCase() === OWN;
}

/** True for a repository inside the clone that is not its submodule: git would record a link that leads nowhere. */
export function isEmbedded(path: string): boolean {
  return path.endsWith('/');
}

/** The paths that belong into a commit, each once. */
export function committable(entries: readonly StatusEntry[]): string[] {
  const paths = entries.map(({ path }) => path).filter((path) => !isOwn(path) && !isEmbedded(path));
  return [...new Set(paths)];
}
