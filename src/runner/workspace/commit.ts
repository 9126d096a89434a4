import { MaestroError } from '../../platform/errors.ts';
import { stripControls } from '../../platform/text.ts';
import type { Git } from './git.ts';
import { cleanIdentityPart } from './identity.ts';
import { committable, isOwn, readStatus } from './status.ts';
import { dissolveLinks, takeInEmbedded } from './left-out.ts';
import { newlyHidden } from './hidden.ts';
import { foreignExcludes } from './exclude.ts';
import type { Committed, Identity } from './types.ts';

const MAX_MESSAGE_CHARS = 10_000;
const MAX_REFUSED = 50;
/** What git says of a name that it does not take, and goes on. */
const IGNORED = /^Ignoring path /m;

/** The clone that is committed. */
export interface CommitPlace {
  dir: string;
  /** Our own folder in it; null for none. */
  own: string | null;
}

/** Commits everything that changed and belongs to the work, and tells what stays out. */
export async function commitAll(
  git: Git,
  { dir, own }: CommitPlace,
  message: string,
  identity: Identity,
  signOff: boolean,
): Promise<Committed> {
  await dissolveLinks(git, dir);
  const { entries, leftOut } = await takeInEmbedded(git, dir, await readStatus(git));
  const staged = entries.filter((entry) => entry.staged && isOwn(entry.path, own)).map(({ path }) => path);
  if (staged.length > 0) await git.answer(['reset', '--quiet', 'HEAD', '--', ...new Set(staged)]);
  const refused = await stage(git, committable(entries, own));
  leftOut.push(...refused.map((path) => ({ path, why: 'name' as const })));
  leftOut.push(...(await newlyHidden(git, entries, await foreignExcludes(dir, own))));
  const { code } = await git.answer(['diff-index', '--cached', '--quiet', 'HEAD', '--'], { accept: [1] });
  if (code === 0) return { sha: null, leftOut };
  await git.answer(
    [
      ...['commit', '--quiet', '--no-verify', '--no-gpg-sign', '--cleanup=whitespace'],
      ...(signOff ? ['--signoff'] : []),
      ...['--file', '-'],
    ],
    { input: commitMessage(message), env: identityVariables(identity) },
  );
  return { sha: await git.text(['rev-parse', '--verify', 'HEAD']), leftOut };
}

/** A message that git takes whatever a stranger's title holds; it goes in by standard input, never as an argument. */
export function commitMessage(message: string): string {
  return stripControls(message).slice(0, MAX_MESSAGE_CHARS).trim() || 'Symphony';
}

/**
 * Puts the paths as they are on the disk (changed, new, gone) into the index. `update-index` takes names as they are: no
 * patterns, no ignore rules, no complaint about a file that vanished meanwhile.
 * @returns the names that git does not take
 */
async function stage(git: Git, paths: readonly string[]): Promise<string[]> {
  let rest = [...paths];
  const refused: string[] = [];
  while (rest.length > 0) {
    try {
      const words = ['update-index', '--add', '--remove', '--replace', '-z', '--stdin'];
      const { stderr } = await git.answer(words, { input: rest.map((path) => `${path}\0`).join('') });
      const ignored = new Set(stderr.split('\n').map((line) => line.replace(IGNORED, '')));
      return [...refused, ...(IGNORED.test(stderr) ? rest.filter((path) => ignored.has(path)) : [])];
    } catch (error) {
      // A name that no git takes (`.GIT/x`, `git~1`) cannot be in anybody's commit: it is left where it is.
      const invalid = rest.find((path) => isInvalidPath(error, path));
      if (invalid === undefined || refused.length >= MAX_REFUSED) throw error;
      refused.push(invalid);
      rest = rest.filter((path) => path !== invalid);
    }
  }
  return refused;
}

function isInvalidPath(error: unknown, path: string): boolean {
  return error instanceof MaestroError && error.message.includes(`Invalid path '${path}'`);
}

/** Who a commit is by, as git takes it. */
export function identityVariables(identity: Identity): NodeJS.ProcessEnv {
  const email = cleanIdentityPart(identity.email);
  const name = cleanIdentityPart(identity.name) || email;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}
