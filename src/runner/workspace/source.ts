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
