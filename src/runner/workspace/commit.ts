import { MaestroError } from '../../platform/errors.ts';
import { stripControls } from '../../platform/text.ts';
import type { Git } from './git.ts';
import { cleanIdentityPart } from './identity.ts';
import { committable, isOwn, readStatus } from './status.ts';
import type { Identity } from './types.ts';

const MAX_MESSAGE_CHARS = 10_000;
const MAX_REFUSED = 50;

/** Commits everything that changed; the commit's sha, or null when nothing did. */
export async function commitAll(
  git: Git,
  message: string,
  identity: Identity,
  signOff: boolean,
): Promise<string | null> {
  const entries = await readStatus(git);
  const own = entries.filter(({ path, staged }) => staged && isOwn(path)).map(({ path }) => path);
  if (own.length > 0) await git.answer(['reset', '--quiet', 'HEAD', '--', ...new Set(own)]);
  await stage(git, committable(entries));
  const { code } = await git.answer(['diff-index', '--cached', '--quiet', 'HEAD', '--'], { accept: [1] });
  if (code === 0) return null;
  await git.answer(
    [
      ...['commit', '--quiet', '--no-verify', '--no-gpg-sign', '--cleanup=whitespace'],
      ...(signOff ? ['--signoff'] : []),
      ...['--file', '-'],
    ],
    { input: commitMessage(message), env: identityVariables(identity) },
  );
  return git.text(['rev-parse', '--verify', 'HEAD']);
}

/** A message that git takes whatever a stranger's title holds; it goes in by standard input, never as an argument. */
export function commitMessage(message: string): string {
  return stripControls(message).slice(0, MAX_MESSAGE_CHARS).trim() || 'Symphony';
}

/**
 * Puts the paths as they are on the disk (changed, new, gone) into the index. `update-index` takes names as they are: no
 * patterns, no ignore rules, no complaint about a file that vanished meanwhile.
 */
async function stage(git: Git, paths: readonly string[]): Promise<void> {
  let rest = [...paths];
  for (let refused = 0; rest.length > 0; refused++) {
    try {
      await git.answer(['update-index', '--add', '--remove', '--replace', '-z', '--stdin'], {
        input: rest.map((path) => `${path}\0`).join(''),
      });
      return;
    } catch (error) {
      // A name that no git takes (`.GIT/x`, `git~1`) cannot be in anybody's commit: it is left where it is.
      const invalid = rest.find((path) => isInvalidPath(error, path));
      if (invalid === undefined || refused >= MAX_REFUSED) throw error;
      rest = rest.filter((path) => path !== invalid);
    }
  }
}

function isInvalidPath(error: unknown, path: string): boolean {
  return error instanceof MaestroError && error.message.includes(`Invalid path '${path}'`);
}

function identityVariables(identity: Identity): NodeJS.ProcessEnv {
  const email = cleanIdentityPart(identity.email);
  const name = cleanIdentityPart(identity.name) || email;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}
