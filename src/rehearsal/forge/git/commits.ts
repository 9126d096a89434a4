import type { ObjectReader } from './objects.ts';

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

/** Reads a commit of a repository; null when it has none with this id. */
export type CommitReader = (dir: string, sha: string) => Promise<Commit | null>;

/** A reader that asks git once for each commit: they never change, but a missing one may come. */
export function createCommitReader(objects: ObjectReader): CommitReader {
  const known = new Map<string, Commit>();
  return async (dir, sha) => {
    const key = `${dir} ${sha}`;
    const there = known.get(key);
    if (there) return there;
    const object = await objects.contents(dir, `${sha}^{commit}`);
    if (object?.type !== 'commit') return null;
    const commit = parseCommit(object.bytes);
    known.set(key, commit);
    return commit;
  };
}

/** A commit object: lines `{key} {value}` (a line that begins with a space goes on with the one above), an empty one, the text. */
function parseCommit(bytes: Buffer): Commit {
  const end = bytes.indexOf('\n\n');
  const head = (end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
  const values = (key: string): string[] =>
    head.split('\n').flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(key.length + 1)] : []));
  const decode = decoder(values('encoding')[0]);
  const text = (latin1: string): string => decode(Buffer.from(latin1, 'latin1'));
  return {
    tree: values('tree')[0] ?? '',
    parents: values('parent'),
    author: person(text(values('author')[0] ?? '')),
    committer: person(text(values('committer')[0] ?? '')),
    message: end < 0 ? '' : decode(bytes.subarray(end + 2)).replace(/\n+$/, ''),
  };
}

/** How the text of a commit is read: UTF-8 unless it says otherwise. */
function decoder(encoding: string | undefined): (bytes: Buffer) => string {
  try {
    const named = new TextDecoder(encoding ?? 'utf-8');
    return (bytes) => named.decode(bytes);
  } catch {
    // A name that nobody knows.
    return (bytes) => bytes.toString('utf8');
  }
}

/** `{name} <{email}> {seconds since 1970} {offset}`. */
function person(line: string): Person {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<(.*)> (-?\d+)/.exec(line) ?? [];
  return { name, email, date: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z` };
}
