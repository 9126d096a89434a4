import { type Api, ask, tell } from '../api.ts';
import { isGitHubError } from '../errors.ts';
import { RestRepository } from '../shapes.ts';
import { slugOf } from '../slug.ts';
import type { RepoRef } from '../types.ts';

/**
 * Does something that needs the project's newest objects in `repo`. A fork that does not know them (GitHub says 422
 * "… does not exist") is brought up to date with its parent, once, and then it is tried again.
 */
export async function withUpstreamObjects<T>(
  api: Api,
  repo: RepoRef,
  signal: AbortSignal | undefined,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isGitHubError(error, 'github.invalid', /does not exist|not found|is not a commit/i)) throw error;
    if (!(await mergeUpstream(api, repo, signal))) throw error;
    return act();
  }
}

/** Brings a fork's default branch up to date; false when it is no fork or cannot be. */
async function mergeUpstream(api: Api, repo: RepoRef, signal: AbortSignal | undefined): Promise<boolean> {
  const where = { owner: repo.owner, repo: repo.name };
  const { fork, parent, default_branch } = await ask(api, {
    doing: `look at ${slugOf(repo)}`,
    send: (request) => request('GET /repos/{owner}/{repo}', where),
    shape: RestRepository,
    signal,
  });
  if (!fork) return false;
  try {
    await tell(api, {
      doing: `bring the fork ${slugOf(repo)} up to date`,
      send: (request) =>
        request('POST /repos/{owner}/{repo}/merge-upstream', {
          ...where,
          branch: parent?.default_branch ?? default_branch,
        }),
      signal,
    });
    return true;
  } catch (error) {
    // The fork's branch has gone its own way, or has another name: then the first refusal is the one to tell.
    if (isGitHubError(error, 'github.conflict') || isGitHubError(error, 'github.invalid')) return false;
    throw error;
  }
}
