import { MaestroError } from '../../platform/errors.ts';

const SHA = /^[0-9a-f]{40}$/;
// https://git-scm.com/docs/git-check-ref-format, and no leading hyphen, which a command line would read as an option.
const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^[./-]|[./]$|^@$/;

/** True for a name that git accepts for a branch. */
export function isBranchName(name: string): boolean {
  return name.length > 0 && name.length <= 200 && name !== 'HEAD' && !FORBIDDEN.test(name);
}

/** @throws MaestroError `git.bad-branch`. */
export function requireBranchName(name: string): string {
  if (isBranchName(name)) return name;
  throw new MaestroError('git.bad-branch', `${JSON.stringify(name.slice(0, 100))} is not a branch name.`, {
    remedy: 'Use letters, digits, hyphens and slashes.',
  });
}

/** A full commit id. @throws MaestroError `git.bad-sha`. */
export function requireSha(sha: string): string {
  if (SHA.test(sha)) return sha;
  throw new MaestroError(
    'git.bad-sha',
    `${JSON.stringify(sha.slice(0, 60))} is not the full id of a commit.`,
  );
}
