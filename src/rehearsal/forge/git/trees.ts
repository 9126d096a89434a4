import type { ObjectReader } from './objects.ts';

/** One entry of a folder at a commit. `size` is null for what has no bytes of its own. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'dir' | 'symlink' | 'submodule';
  readonly sha: string;
  readonly size: number | null;
}

/** Reads the folders of commits. */
export interface TreeReader {
  /** The entry at a path (no leading or trailing slash); null when there is none. */
  entryAt(dir: string, commit: string, path: string): Promise<TreeEntry | null>;
  /** What a folder holds; the root is the empty path. */
  entriesOf(dir: string, commit: string, path: string): Promise<TreeEntry[]>;
}

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  '40000': 'dir',
  '120000': 'symlink',
  '160000': 'submodule',
};

type Named = Omit<TreeEntry, 'path' | 'size'> & { readonly name: string };

/** A reader over the objects of bare repositories. */
export function createTreeReader(objects: ObjectReader): TreeReader {
  async function folder(dir: string, name: string): Promise<Named[] | null> {
    const object = await objects.contents(dir, name);
    return object?.type === 'tree' ? parseTree(object.bytes, object.oid.length / 2) : null;
  }

  async function named(dir: string, commit: string, path: string): Promise<Named | null> {
    let within: Named | undefined;
    for (const part of path.split('/')) {
      if (within && within.kind !== 'dir') return null;
      const entries = await folder(dir, within ? within.sha : `${commit}^{tree}`);
      within = entries?.find(({ name }) => name === part);
      if (!within) return null;
    }
    return within ?? null;
  }

  async function entry(dir: string, path: string, { kind, sha }: Named): Promise<TreeEntry> {
    const hasBytes = kind === 'file' || kind === 'symlink';
    const size = hasBytes ? ((await objects.info(dir, sha))?.size ?? null) : null;
    return { path, kind, sha, size };
  }

  return {
    async entryAt(dir, commit, path) {
      const found = await named(dir, commit, path);
      return found && entry(dir, path, found);
    },
    async entriesOf(dir, commit, path) {
      const within = path === '' ? `${commit}^{tree}` : (await named(dir, commit, path))?.sha;
      const entries = within === undefined ? null : await folder(dir, within);
      const below = path === '' ? '' : `${path}/`;
      return Promise.all((entries ?? []).map((one) => entry(dir, below + one.name, one)));
    },
  };
}

/** The entries of a tree object: `{mode} {name}`, a zero byte, the id's bytes; again and again. */
function parseTree(bytes: Buffer, idBytes: number): Named[] {
  const entries: Named[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const zero = bytes.indexOf(0, space);
    const mode = bytes.toString('latin1', at, space);
    at = zero + 1 + idBytes;
    entries.push({
      name: bytes.toString('utf8', space + 1, zero),
      kind: KINDS[mode] ?? 'file',
      sha: bytes.toString('hex', zero + 1, at),
    });
  }
  return entries;
}
