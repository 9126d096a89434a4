import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// Answers git's two questions for one origin and refuses every other (a redirect, a rewritten address). The variables are
// quoted in the patterns, so nothing in them is a wildcard. Git for Windows runs it with its own sh.
const SCRIPT = `#!/bin/sh
case "$1" in
  "Username for '$MAESTRO_GIT_ORIGIN': "*) printf '%s\\n' x-access-token ;;
  "Password for '$MAESTRO_GIT_USER_ORIGIN': "*) printf '%s\\n' "$MAESTRO_GIT_TOKEN" ;;
  *) exit 1 ;;
esac
`;

/**
 * Writes the askpass helper into a folder that only the user may read, and gives the variables that make one git process use
 * it. The script is written where it is used, not shipped: bundles and tests then need no path to it, and an agent that
 * can write into the clone cannot change it.
 * @see https://git-scm.com/docs/gitcredentials#_requesting_credentials
 */
export async function askpassVariables(
  folder: string,
  origin: string,
  token: string,
): Promise<NodeJS.ProcessEnv> {
  const file = join(folder, 'askpass.sh');
  await writeFile(file, SCRIPT, { mode: 0o700 });
  return {
    GIT_ASKPASS: file,
    MAESTRO_GIT_ORIGIN: origin,
    MAESTRO_GIT_USER_ORIGIN: origin.replace('://', '://x-access-token@'),
    MAESTRO_GIT_TOKEN: token,
  };
}
