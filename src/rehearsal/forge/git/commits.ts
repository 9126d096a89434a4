import type { Git } from './git.ts';

/** A commit as git has it; dates are ISO in UTC. */
export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

// `%x00` between the parts: no name, address or date can hold one.
const FORMAT = ['%T', '%P', '%an', '%ae', '%at', '%cn', '%ce', '%ct', '%B'].join('%x00');

/** Reads a commit of a repository; null when it has none with this id. */
export type CommitReader = (dir: string, sha: string) => Promise<Commit | null>;

/** A reader that asks git once for each commit: they never change, but a missing one may come. */
export function createCommitReader(git: Git): CommitReader {
  const known = new Map<string, Commit>();
  return async (dir, sha) => {
    const key = `${dir} ${sha}`;
    const commit = known.get(key) ?? (await readCommit(git, dir, sha));
    if (commit) known.set(key, commit);
    return commit;
  };
}

async function readCommit(git: Git, dir: string, sha: string): Promise<Commit | null> {
  const { code, text } = await git.result(
    dir,
    ['show', '--no-patch', `--format=${FORMAT}`, `${sha}^{commit}`, '--'],
    {
      accept: [128],
    },
  );
  if (code !== 0) return null;
  const [tree = '', parents = '', an = '', ae = '', at = '', cn = '', ce = '', ct = '', message = ''] =
    text.split('\0');
  return {
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: person(an, ae, at),
    committer: person(cn, ce, ct),
    message: message.replace(/\n+$/, ''),
  };
}

function person(name: string, email: string, seconds: string): Person {
  return { name, email, date: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z` };
}
