import { gitAt, uninterrupted } from './git.ts';
import type { Identity } from './types.ts';

/**
 * Who the user is to git on this machine: `GIT_AUTHOR_*`, else their own configuration, read outside of any repository. null
 * when the name or the address is missing (git's guess from the host name is of no use to anybody).
 */
export async function gitIdentity(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal = uninterrupted(),
): Promise<Identity | null> {
  const git = gitAt({ at: [], env, signal });
  const setting = async (key: string): Promise<string> => git.text(['config', '--get', key], { accept: [1] });
  const name = cleanIdentityPart(
    env.GIT_AUTHOR_NAME || (await setting('author.name')) || (await setting('user.name')),
  );
  const email = cleanIdentityPart(
    env.GIT_AUTHOR_EMAIL || (await setting('author.email')) || (await setting('user.email')),
  );
  return name === '' || email === '' ? null : { name, email };
}

/** Without what would end a name or an address inside a commit: angle brackets, line ends, other controls. */
export function cleanIdentityPart(text: string): string {
  return text.replace(/[<>\u0000-\u001f\u007f]/g, '').trim();
}
