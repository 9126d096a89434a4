import { MaestroError } from '../../platform/errors.ts';
import { gitAt, uninterrupted } from './git.ts';

// Settings in the environment (GIT_CONFIG_COUNT) came with 2.31 (March 2021); the hardening rests on them.
const OLDEST = [2, 31] as const;

/**
 * git's version, for example `2.39.5`.
 * @throws MaestroError `git.missing` or `git.too-old`.
 */
export async function requireGit(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal = uninterrupted(),
): Promise<string> {
  const version = parseGitVersion(await gitAt({ at: [], env, signal }).text(['version']));
  if (version && isNewEnough(version)) return version;
  throw new MaestroError(
    'git.too-old',
    `This git is ${version ?? 'of an unknown version'}; ${OLDEST.join('.')} is needed.`,
    {
      remedy: 'Install a newer git (https://git-scm.com/downloads), then try again.',
    },
  );
}

/** The number in `git version 2.39.5 (Apple Git-154)`; undefined when there is none. */
export function parseGitVersion(text: string): string | undefined {
  return /^git version (\d+\.\d+(?:\.\d+)*)/.exec(text)?.[1];
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
