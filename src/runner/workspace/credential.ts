import type { Setting } from './settings.ts';

/** How the token comes to one git command, and to nobody else. */
export interface Credential {
  settings: readonly Setting[];
  /** Added to the command's environment; empty but on Windows. */
  env: NodeJS.ProcessEnv;
  /** Gives the answer that the helper reads from the descriptor it asks on; null on Windows. */
  answer: (() => string) | null;
}

/** The descriptor on which the helper asks us. Every program that git starts inherits it; nobody else can open it. */
const DESCRIPTOR = 3;

/**
 * A credential helper for one origin that exists nowhere on the disk: its text stands in git's own settings, above every file,
 * and the token comes to it through a socket that only git and its children hold. So there is no script for an agent to rewrite, and
 * the token is in no environment that another process of the same user could read (`/proc/{pid}/environ`).
 *
 * Windows hands descriptors on to no shell of git's: there the token is in the environment of git and its children, for the time
 * of one command.
 * @see https://git-scm.com/docs/gitcredentials#_custom_helpers
 */
export function credentialFor(origin: string, token: string, platform = process.platform): Credential {
  const helper = (password: string): Setting => [
    // For this address alone: git asks nobody about another one (a redirect, a rewritten address).
    `credential.${origin}.helper`,
    `!f() { test "$1" = get || exit 0; ${password} && printf 'username=x-access-token\\npassword=%s\\n' "$t"; }; f`,
  ];
  if (platform === 'win32')
    return {
      settings: [helper('t=$MAESTRO_GIT_TOKEN')],
      env: { MAESTRO_GIT_TOKEN: token },
      answer: null,
    };
  return {
    settings: [helper(`printf '?\\n' >&${DESCRIPTOR} && IFS= read -r t <&${DESCRIPTOR}`)],
    env: {},
    answer: () => `${token}\n`,
  };
}
