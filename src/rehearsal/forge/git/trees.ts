import type { Git } from './git.ts';

/** One entry of a folder at a commit. `size` is null for what has no bytes of its own. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'dir' | 'symlink' | 'submodule';
  readonly sha: string;
  readonly size: number | null;
}

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  '040000': 'dir',
  '120000': 'symlink',
  '160000': 'submodule',
};

/** The entry at a path (no leading or trailing slash); null when there is none. */
export async function entryAt(
  git: Git,
  dir: string,
  commit: string,
  path: string,
): Promise<TreeEntry | null> {
  const entries = await list(git, dir, [commit, '--', path]);
  return entries.find((entry) => entry.path === path) ?? null;
}

/** What a folder holds; the root is the empty path. */
export function entriesOf(git: Git, dir: string, commit: string, path: string): Promise<TreeEntry[]> {
  return list(git, dir, path === '' ? [commit] : [commit, '--', `${path}/`]);
}

/** A blob's bytes. */
export function blobBytes(git: Git, dir: string, sha: string): Promise<Buffer> {
  return git.bytes(dir, ['cat-file', 'blob', sha]);
}

async function list(git: Git, dir: string, args: readonly string[]): Promise<TreeEntry[]> {
  // `--literal-pathspecs`: a `*` in a path is a star, not a pattern.
  const { code, text } = await git.result(
    dir,
    ['--literal-pathspecs', 'ls-tree', '-z', '-l', '--full-tree', ...args],
    {
      accept: [128],
    },
  );
  if (code !== 0) return [];
  return text
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', , sha = '', size = ''] = line.slice(0, tab).split(/ +/);
      return {
        path: line.slice(tab + 1),
        kind: KINDS[mode] ?? 'file',
        sha,
        size: size === '-' ? null : Number(size),
      };
    });
}
