import * as z from 'zod';
import { type Api, ask } from '../api.ts';
import { isGitHubError } from '../errors.ts';
import { slugOf } from '../slug.ts';
import type { RepoRef } from '../types.ts';
import type { CloseReason } from './types.ts';

// All of these may be done twice without harm. They are sent once all the same: after an unclear answer whoever asked
// looks first, because a person may have changed the issue in between.

// Looked at although nothing of it is used: what a proxy answers with 200 is no success.
const Labels = z.array(z.object({ name: z.string() }));

/** Adds a label to an issue. */
export async function addLabel(
  api: Api,
  repo: RepoRef,
  number: number,
  label: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await ask(api, {
    doing: `put the label ${JSON.stringify(label)} on ${slugOf(repo)}#${number}`,
    send: (request) =>
      request('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
        ...at(repo, number),
        labels: [label],
      }),
    shape: Labels,
    signal,
    once: true,
  });
}

/** Takes a label off an issue. */
export async function removeLabel(
  api: Api,
  repo: RepoRef,
  number: number,
  label: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await ask(api, {
      doing: `take the label ${JSON.stringify(label)} off ${slugOf(repo)}#${number}`,
      send: (request) =>
        request('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', {
          ...at(repo, number),
          name: label,
        }),
      shape: Labels,
      signal,
      once: true,
    });
  } catch (error) {
    if (!isGitHubError(error, 'github.not-found', /label does not exist/i)) throw error;
  }
}

/** Closes an issue with a reason, or reopens it. */
export async function setState(
  api: Api,
  repo: RepoRef,
  number: number,
  reason: CloseReason | null,
  signal: AbortSignal | undefined,
): Promise<void> {
  await ask(api, {
    doing: `${reason ? 'close' : 'reopen'} ${slugOf(repo)}#${number}`,
    send: (request) =>
      request('PATCH /repos/{owner}/{repo}/issues/{issue_number}', {
        ...at(repo, number),
        state: reason ? 'closed' : 'open',
        // Octokit's types do not know of duplicates yet; GitHub's description does.
        state_reason: (reason ?? 'reopened') as 'completed',
      }),
    shape: z.object({ state: z.literal(reason ? 'closed' : 'open') }),
    signal,
    once: true,
  });
}

function at(repo: RepoRef, number: number) {
  return { owner: repo.owner, repo: repo.name, issue_number: number };
}
