import * as z from 'zod';
import { type Api, ask } from './api.ts';
import { isGitHubError } from './errors.ts';
import { askGraphql, graphqlError } from './graphql.ts';
import { createOnce } from './once.ts';
import { sameText } from './same-text.ts';
import { RestPull } from './shapes.ts';
import { slugOf } from './slug.ts';
import type { PullRequest, RepoRef } from './types.ts';

/** What a new pull request is made of; `head` is `branch` or `owner:branch`. */
export interface NewPullRequest {
  title: string;
  body: string;
  head: string;
  base: string;
  draft: boolean;
}

/** Opens the pull request, or gives the open one of the same head. Where drafts are not to be had, an ordinary one. */
export async function openPullRequest(
  api: Api,
  repo: RepoRef,
  input: NewPullRequest,
  signal: AbortSignal | undefined,
): Promise<PullRequest> {
  const look = (): Promise<PullRequest | undefined> => newestOfHead(api, repo, input.head, 'open', signal);
  try {
    return await createOnce(api, signal, { create: () => create(api, repo, input, signal), look });
  } catch (error) {
    if (isGitHubError(error, 'github.invalid', /already exists/i)) {
      const earlier = await look();
      if (earlier) return earlier;
    }
    // GitHub's words: "Draft pull requests are not supported in this repository."
    if (input.draft && isGitHubError(error, 'github.invalid', /draft/i))
      return openPullRequest(api, repo, { ...input, draft: false }, signal);
    throw error;
  }
}

function create(
  api: Api,
  repo: RepoRef,
  input: NewPullRequest,
  signal: AbortSignal | undefined,
): Promise<PullRequest> {
  return ask(api, {
    doing: `open a pull request in ${slugOf(repo)}`,
    send: (request) =>
      request('POST /repos/{owner}/{repo}/pulls', { owner: repo.owner, repo: repo.name, ...input }),
    shape: RestPull,
    signal,
    once: true,
  });
}

/** The newest pull request of the head (`branch` or `owner:branch`), whatever its state. */
export async function findPullRequest(
  api: Api,
  repo: RepoRef,
  head: string,
  signal: AbortSignal | undefined,
): Promise<PullRequest | null> {
  return (await newestOfHead(api, repo, head, 'all', signal)) ?? null;
}

async function newestOfHead(
  api: Api,
  repo: RepoRef,
  head: string,
  state: 'open' | 'all',
  signal: AbortSignal | undefined,
): Promise<PullRequest | undefined> {
  const [owner, branch] = head.includes(':') ? head.split(/:(.*)/s, 2) : [repo.owner, head];
  const pulls = await ask(api, {
    doing: `look for a pull request of ${owner}:${branch} in ${slugOf(repo)}`,
    send: (request) =>
      request('GET /repos/{owner}/{repo}/pulls', {
        owner: repo.owner,
        repo: repo.name,
        head: `${owner}:${branch}`,
        state,
        sort: 'created',
        direction: 'desc',
        per_page: 10,
      }),
    shape: z.array(RestPull),
    signal,
  });
  // GitHub ignores a head filter that it does not understand.
  return pulls.filter(({ headRef }) => headRef === branch).sort((a, b) => b.number - a.number)[0];
}

export function readPullRequest(
  api: Api,
  repo: RepoRef,
  number: number,
  signal: AbortSignal | undefined,
): Promise<PullRequest> {
  return ask(api, {
    doing: `read pull request ${slugOf(repo)}#${number}`,
    send: (request) =>
      request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        owner: repo.owner,
        repo: repo.name,
        pull_number: number,
      }),
    shape: RestPull,
    signal,
  });
}

/** Changes a pull request. After an unclear answer it is read, and changed again only when it is not as wanted. */
export function updatePullRequest(
  api: Api,
  repo: RepoRef,
  number: number,
  change: { title?: string; body?: string; state?: 'open' | 'closed' },
  signal: AbortSignal | undefined,
): Promise<PullRequest> {
  return createOnce(api, signal, {
    create: () =>
      ask(api, {
        doing: `change pull request ${slugOf(repo)}#${number}`,
        send: (request) =>
          request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
            owner: repo.owner,
            repo: repo.name,
            pull_number: number,
            ...change,
          }),
        shape: RestPull,
        signal,
        once: true,
      }),
    async look() {
      const now = await readPullRequest(api, repo, number, signal);
      const { title = now.title, body = now.body, state = now.state } = change;
      const done = sameText(now.title, title) && sameText(now.body, body) && now.state === state;
      return done ? now : undefined;
    },
  });
}

const READY = `mutation($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

/** Takes the pull request out of draft; one that is out of it already is fine. Only GraphQL can do this. */
export async function markReady(
  api: Api,
  repo: RepoRef,
  pull: PullRequest,
  signal: AbortSignal | undefined,
): Promise<void> {
  const doing = `mark pull request ${slugOf(repo)}#${pull.number} ready for review`;
  await createOnce(api, signal, {
    async create() {
      const { problems } = await askGraphql(api, {
        doing,
        query: READY,
        variables: { id: pull.nodeId },
        shape: z.unknown(),
        signal,
      });
      if (problems.length === 0) return true;
      if (!(await readPullRequest(api, repo, pull.number, signal)).draft) return true;
      throw graphqlError(doing, problems);
    },
    look: async () => ((await readPullRequest(api, repo, pull.number, signal)).draft ? undefined : true),
  });
}
