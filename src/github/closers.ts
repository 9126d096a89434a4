import * as z from 'zod';
import { type Api, ask } from './api.ts';
import { closesIssue } from './closing.ts';
import { askGraphql, graphqlError } from './graphql.ts';
import { GraphqlPull, PULL_FIELDS } from './graphql-shapes.ts';
import { RestPull } from './shapes.ts';
import { slugOf } from './slug.ts';
import type { PullRequest, RepoRef } from './types.ts';

const PER_PAGE = 100;
// 5,000 open pull requests: more than any repository we know of has.
const MAX_PAGES = 50;

/**
 * The open pull requests that close an issue: those GitHub links to it (signed in) and those whose text says so. Never
 * from a cache, and complete, because a claim is decided by it. Ours lowest number first, other repositories' last.
 */
export async function openClosers(
  api: Api,
  repo: RepoRef,
  issue: number,
  signal: AbortSignal | undefined,
): Promise<PullRequest[]> {
  const [linked, listed] = await Promise.all([
    api.signedIn ? linkedPulls(api, repo, issue, signal) : [],
    openPulls(api, repo, signal),
  ]);
  const saying = listed.filter(({ body }) => closesIssue(body, slugOf(repo), issue, api.webUrl));
  const all = [...saying, ...linked.filter(({ state }) => state === 'open')];
  const unique = [...new Map(all.map((pull) => [pull.url.toLowerCase(), pull])).values()];
  const home = `${api.webUrl}/${slugOf(repo)}/pull/`.toLowerCase();
  const isForeign = ({ url }: PullRequest): number => (url.toLowerCase().startsWith(home) ? 0 : 1);
  return unique.sort((a, b) => isForeign(a) - isForeign(b) || a.number - b.number);
}

const LINKED = `query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    issue(number: $number) {
      closedByPullRequestsReferences(first: 100, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes { ...PullFields }
      }
    }
  }
}
${PULL_FIELDS}`;

const Linked = z.object({
  repository: z
    .object({
      issue: z
        .object({
          closedByPullRequestsReferences: z
            .object({
              pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
              nodes: z.array(GraphqlPull.nullable()).nullish(),
            })
            .nullable(),
        })
        .nullable(),
    })
    .nullable(),
});

async function linkedPulls(
  api: Api,
  repo: RepoRef,
  issue: number,
  signal: AbortSignal | undefined,
): Promise<PullRequest[]> {
  const doing = `read what closes ${slugOf(repo)}#${issue}`;
  const pulls: PullRequest[] = [];
  let after: string | null = null;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer: { data: z.infer<typeof Linked>; problems: Parameters<typeof graphqlError>[1] } =
      await askGraphql(api, {
        doing,
        query: LINKED,
        variables: { owner: repo.owner, name: repo.name, number: issue, after },
        shape: Linked,
        signal,
      });
    const found = answer.data.repository?.issue;
    if (!found) throw graphqlError(doing, answer.problems);
    const connection = found.closedByPullRequestsReferences;
    pulls.push(...(connection?.nodes ?? []).filter((pull) => pull !== null));
    if (!connection?.pageInfo.hasNextPage || !connection.pageInfo.endCursor) break;
    after = connection.pageInfo.endCursor;
  }
  return pulls;
}

async function openPulls(api: Api, repo: RepoRef, signal: AbortSignal | undefined): Promise<PullRequest[]> {
  const pulls: PullRequest[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const some = await ask(api, {
      doing: `read the open pull requests of ${slugOf(repo)}`,
      send: (request) =>
        request('GET /repos/{owner}/{repo}/pulls', {
          owner: repo.owner,
          repo: repo.name,
          state: 'open',
          // Newest first: those that compete for a claim are on the first page.
          sort: 'created',
          direction: 'desc',
          per_page: PER_PAGE,
          page,
        }),
      shape: z.array(RestPull),
      signal,
    });
    pulls.push(...some);
    if (some.length < PER_PAGE) break;
  }
  return pulls;
}
