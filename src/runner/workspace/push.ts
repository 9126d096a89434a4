import { MaestroError } from '../../platform/errors.ts';
import { withAccess } from './access.ts';
import { fetchObjects, missingObjects } from './fetch.ts';
import { type Git, NETWORK_MS } from './git.ts';
import { requireBranchName } from './names.ts';
import type { GitAccess } from './types.ts';

/** Where to push to, and as whom. */
export interface PushTarget {
  dir: string;
  /** null when the workspace was opened to be looked at only. */
  url: string | null;
  partial: boolean;
  access: GitAccess;
  signal: AbortSignal;
}

/** Pushes the clone's HEAD to the branch of that name; returns the sha. Never forces. `git` is the clone's. */
export async function push(git: Git, target: PushTarget, branch: string): Promise<string> {
  requireBranchName(branch);
  const { url } = target;
  if (url === null)
    throw new MaestroError(
      'workspace.read-only',
      `${target.dir} was opened read-only, so it cannot be pushed.`,
      {
        remedy: 'This is a bug in Maestro Symphony: no repository to push to was given.',
      },
    );
  const sha = await git.text(['rev-parse', '--verify', 'HEAD^{commit}']);
  // A commit may name files that the clone never got (another branch's, merged unseen), and the server may want to see them.
  const missing = target.partial ? await missingObjects(git, [sha, '--not', '--remotes=origin']) : [];
  await withAccess({ ...target, url }, async (remote) => {
    await fetchObjects(remote, missing, { partial: true, onProgress: () => undefined });
    return remote.answer(
      [
        'push',
        '--porcelain',
        '--no-verify',
        '--recurse-submodules=no',
        'origin',
        `${sha}:refs/heads/${branch}`,
      ],
      { timeoutMs: NETWORK_MS },
    );
  });
  // What a push by the clone itself would have noted: these commits now exist elsewhere.
  await git.answer(['update-ref', `refs/remotes/origin/${branch}`, sha]);
  return sha;
}
