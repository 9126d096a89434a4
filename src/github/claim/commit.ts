import * as z from 'zod';
import { type Api, ask } from '../api.ts';
import { createOnce } from '../once.ts';
import { slugOf } from '../slug.ts';
import type { RepoRef } from '../types.ts';
import { withUpstreamObjects } from './upstream-objects.ts';

/** A commit with the tree of its only parent. `author.date` is an ISO date-time. */
export interface EmptyCommit {
  parent: string;
  tree: string;
  message: string;
  author: { name: string; email: string; date: string };
}

/**
 * Makes an empty commit through GitHub's git data; no branch points to it yet. The same input gives the same sha (the
 * committer and its date are the author's), so sending it again after an unclear answer makes no second one.
 */
export async function createEmptyCommit(
  api: Api,
  repo: RepoRef,
  commit: EmptyCommit,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { parent, tree, message, author } = commit;
  const create = async (): Promise<string> => {
    const made = await ask(api, {
      doing: `make a commit in ${slugOf(repo)}`,
      send: (request) =>
        request('POST /repos/{owner}/{repo}/git/commits', {
          owner: repo.owner,
          repo: repo.name,
          message,
          tree,
          parents: [parent],
          author,
          committer: author,
        }),
      shape: z.object({ sha: z.string() }),
      signal,
      once: true,
    });
    return made.sha;
  };
  return withUpstreamObjects(api, repo, signal, () =>
    createOnce(api, signal, { create, look: async () => undefined }),
  );
}
