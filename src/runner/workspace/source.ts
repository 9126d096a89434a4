import { relative, sep } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { requireCloneUrl, webAddress } from './address.ts';
import { gitAt, uninterrupted } from './git.ts';

/** The remote of a clone of the user's own. */
export interface SourceRemote {
  /** As the clone says it (https or ssh): what a lane gets as its `origin`. */
  remoteUrl: string;
  /** The same over https, without credentials: what we fetch from. */
  cloneUrl: string;
}

/**
 * What `origin` is in a clone of the user's own; `webOrigin` is where the host's web pages are (`https://github.com`).
 * @throws MaestroError `source.not-a-clone`, `source.no-origin`, or `git.bad-url` for a remote that is not at that host.
 */
export async function readSource(
  repoRoot: string,
  webOrigin: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal = uninterrupted(),
): Promise<SourceRemote> {
  const git = gitAt({ at: ['-C', repoRoot], env, signal });
  const inside = await git.answer(['rev-parse', '--git-dir'], { accept: [128] });
  if (inside.code !== 0)
    throw new MaestroError('source.not-a-clone', `${repoRoot} is not a git repository that can be read.`, {
      remedy: 'Set repo_root to an ordinary clone of the repository, owned by you.',
    });
  const remoteUrl = await git.text(['config', '--local', '--get', 'remote.origin.url'], { accept: [1] });
  if (remoteUrl === '')
    throw new MaestroError('source.no-origin', `The repository ${repoRoot} has no remote "origin".`, {
      remedy: `Name it: git -C ${JSON.stringify(repoRoot)} remote add origin URL.`,
    });
  return { remoteUrl, cloneUrl: requireCloneUrl(webAddress(remoteUrl), webOrigin) };
}

/**
 * How a file in a clone of the user's own differs from what the default branch had when it was fetched last, as a clause; null
 * when it does not, or the clone knows of no default branch.
 */
export async function unlikeDefault(
  repoRoot: string,
  file: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal = uninterrupted(),
): Promise<string | null> {
  const git = gitAt({ at: ['-C', repoRoot], env, signal });
  const branch = await git.text(['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'], {
    accept: [1],
  });
  if (branch === '') return null;
  const path = relative(repoRoot, file).split(sep).join('/');
  const there = await git.text(['rev-parse', '--verify', '--quiet', `${branch}:./${path}`], {
    accept: [1, 128],
  });
  if (there === '') return `${branch} has no such file`;
  const here = await git.text(['hash-object', '--', path]);
  return here === there ? null : `it is not what ${branch} had when it was fetched last`;
}
