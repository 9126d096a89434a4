import { systemClock } from '../../platform/clock.ts';
import { MaestroError } from '../../platform/errors.ts';
import { withAccess } from './access.ts';
import { type Fetched, fetchBranch, fetchFiles } from './fetch.ts';
import { CLONE_MS, type Git } from './git.ts';
import { progressReader } from './progress.ts';
import type { CloneRequest } from './types.ts';

/** Milliseconds to wait before a branch that is not there is asked for again: GitHub shows a new one everywhere a moment late. */
const LOOK_AGAIN_MS = [1_000, 3_000];

/** Fetches the claim's branch and its files into the objects of the clone in `dir`. */
export async function fill(
  request: CloneRequest,
  dir: string,
  options: { partial: boolean; refs: string },
): Promise<Fetched> {
  const { access, signal, branch, onProgress } = request;
  const until = performance.now() + CLONE_MS;
  const timeLeft = (): number => Math.max(1_000, until - performance.now());
  return withAccess({ dir, url: request.originUrl, access, signal, ...options }, async (git) => {
    const fetchOptions = { partial: options.partial, onProgress };
    const fetched = await patiently(signal, () =>
      fetchBranch(git, branch, { ...fetchOptions, timeoutMs: timeLeft() }),
    );
    await requireClaim(git, fetched.tip, request.sha, branch);
    if (fetched.partial) await fetchFiles(git, fetched.tip, { ...fetchOptions, timeoutMs: timeLeft() });
    return fetched;
  });
}

/** Checks the branch out in a clone that has its objects. `git` is the clone's; nothing is asked of the network. */
export async function checkOut(git: Git, request: CloneRequest, tip: string): Promise<void> {
  const { branch } = request;
  await git.answer(['update-ref', `refs/remotes/origin/${branch}`, tip]);
  await git.answer(
    ['checkout', '--progress', '--no-track', '--no-overwrite-ignore', '-B', branch, tip, '--'],
    {
      timeoutMs: CLONE_MS,
      onStderr: progressReader('files', request.onProgress),
    },
  );
}

/** True when the commit is there and `tip` contains it. */
export async function contains(git: Git, tip: string, sha: string): Promise<boolean> {
  // 128: the commit is not there at all.
  const { code } = await git.answer(['merge-base', '--is-ancestor', sha, tip], { accept: [1, 128] });
  return code === 0;
}

async function requireClaim(git: Git, tip: string, sha: string, branch: string): Promise<void> {
  if (await contains(git, tip, sha)) return;
  throw new MaestroError(
    'workspace.claim-missing',
    `The branch ${branch} does not contain the claim's commit ${sha.slice(0, 12)}: somebody rewrote it.`,
    { remedy: 'Cancel this contribution and start again.' },
  );
}

async function patiently<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  for (const wait of LOOK_AGAIN_MS) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MaestroError) || error.code !== 'git.branch-missing') throw error;
      await systemClock.sleep(wait, signal);
    }
  }
  return work();
}
