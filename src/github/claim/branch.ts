import * as z from 'zod';
import { type Api, ask, tell } from '../api.ts';
import { githubError, isGitHubError, isUnclear } from '../errors.ts';
import { createOnce } from '../once.ts';
import { slugOf } from '../slug.ts';
import type { RepoRef } from '../types.ts';
import { withUpstreamObjects } from './upstream-objects.ts';

const Ref = z.object({ object: z.object({ sha: z.string() }) });

/** Makes the branch, or accepts it when it is there with this sha. @throws MaestroError `github.conflict` otherwise. */
export async function createBranch(
  api: Api,
  repo: RepoRef,
  branch: string,
  sha: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const doing = `make the branch ${branch} in ${slugOf(repo)}`;
  const create = (): Promise<unknown> =>
    ask(api, {
      doing,
      send: (request) =>
        request('POST /repos/{owner}/{repo}/git/refs', {
          owner: repo.owner,
          repo: repo.name,
          ref: `refs/heads/${branch}`,
          sha,
        }),
      shape: Ref,
      signal,
      once: true,
    });
  const look = async (): Promise<true | undefined> => {
    const there = await branchSha(api, repo, branch, signal);
    if (there === null) return undefined;
    if (there === sha) return true;
    throw githubError('github.conflict', doing, `it is there already, at ${there.slice(0, 12)}`);
  };
  try {
    await withUpstreamObjects<unknown>(api, repo, signal, () =>
      createOnce<unknown>(api, signal, { create, look }),
    );
  } catch (error) {
    if (isGitHubError(error, 'github.invalid', /already exists/i) && (await look())) return;
    throw error;
  }
}

/** Sha of a branch's tip; null when there is no such branch (or repository, or nothing in it). */
export async function branchSha(
  api: Api,
  repo: RepoRef,
  branch: string,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  try {
    const { object } = await ask(api, {
      doing: `look at the branch ${branch} of ${slugOf(repo)}`,
      send: (request) =>
        request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
          owner: repo.owner,
          repo: repo.name,
          ref: `heads/${branch}`,
        }),
      shape: Ref,
      signal,
    });
    return object.sha;
  } catch (error) {
    // 409 is GitHub's answer for a repository without any commit.
    if (isGitHubError(error, 'github.not-found') || isGitHubError(error, 'github.conflict')) return null;
    throw error;
  }
}

/** Deletes the branch; true when it was there. */
export async function deleteBranch(
  api: Api,
  repo: RepoRef,
  branch: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const gone = async (): Promise<boolean> => (await branchSha(api, repo, branch, signal)) === null;
  try {
    await tell(api, {
      doing: `delete the branch ${branch} of ${slugOf(repo)}`,
      send: (request) =>
        request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', {
          owner: repo.owner,
          repo: repo.name,
          ref: `heads/${branch}`,
        }),
      signal,
      once: true,
    });
    return true;
  } catch (error) {
    // 422 "Reference does not exist", or 404 when the whole fork went: what was to be gone is gone.
    const refused = isGitHubError(error, 'github.invalid') || isGitHubError(error, 'github.not-found');
    if (refused && (await gone())) return false;
    if (isUnclear(error) && (await gone())) return true;
    throw error;
  }
}
