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

/** Reads the folders of commits. */
export interface TreeReader {
  /** The entry at a path (no leading or trailing slash); null when there is none. */
  entryAt(dir: string, commit: string, path: string): Promise<TreeEntry | null>;
  /** What a folder holds; the root is the empty path. */
  entriesOf(dir: string, commit: string, path: string): Promise<TreeEntry[]>;
}

/** What is asked of a commit at one moment; `entries` is null when git does not answer. */
interface Batch {
  readonly paths: Set<string>;
  readonly entries: Promise<TreeEntry[] | null>;
}

/**
 * A reader that asks git once for each entry, as what a commit holds never changes, and at once for all entries that are
 * wanted at the same moment: one GraphQL query names a dozen files.
 */
export function createTreeReader(git: Git): TreeReader {
  const known = new Map<string, TreeEntry | null>();
  const wanted = new Map<string, Batch>();

  /** Joins what is asked of a commit before this turn of the event loop ends. */
  function join(dir: string, commit: string, path: string): Batch {
    const key = `${dir} ${commit}`;
    const paths = wanted.get(key)?.paths ?? new Set<string>();
    const batch = wanted.get(key) ?? {
      paths,
      entries: new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        wanted.delete(key);
        // `-t`: a folder is named, too, when something inside it is asked for beside it.
        return list(git, dir, ['-t', commit, '--', ...paths]);
      }),
    };
    wanted.set(key, batch);
    paths.add(path);
    return batch;
  }

  return {
    async entryAt(dir, commit, path) {
      const key = `${dir} ${commit} ${path}`;
      const there = known.get(key);
      if (there !== undefined) return there;
      const batch = join(dir, commit, path);
      // One path that git refuses (`../x`) must not hide the others.
      const entries =
        (await batch.entries) ?? (batch.paths.size > 1 ? await list(git, dir, [commit, '--', path]) : null);
      const entry = entries?.find((one) => one.path === path) ?? null;
      // A commit that is missing may come.
      if (entries) known.set(key, entry);
      return entry;
    },
    async entriesOf(dir, commit, path) {
      return (await list(git, dir, path === '' ? [commit] : [commit, '--', `${path}/`])) ?? [];
    },
  };
}

/** A blob's bytes. */
export function blobBytes(git: Git, dir: string, sha: string): Promise<Buffer> {
  return git.bytes(dir, ['cat-file', 'blob', sha]);
}

/** The entries that `git ls-tree` names; null when there is no such commit. */
async function list(git: Git, dir: string, args: readonly string[]): Promise<TreeEntry[] | null> {
  // `--literal-pathspecs`: a `*` in a path is a star, not a pattern.
  const { code, text } = await git.result(
    dir,
    ['--literal-pathspecs', 'ls-tree', '-z', '-l', '--full-tree', ...args],
    {
      accept: [128],
    },
  );
  if (code !== 0) return null;
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
