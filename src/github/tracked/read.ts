import * as z from 'zod';
import { type Api, ask } from '../api.ts';
import { githubError } from '../errors.ts';
import { askGraphql, graphqlError } from '../graphql.ts';
import type { Request } from '../octokit.ts';
import { slugOf } from '../slug.ts';
import type { RepoRef } from '../types.ts';
import { GraphqlTracked, RestTracked, TRACKED_FIELDS } from './shapes.ts';
import type { IssueQuery, TrackedIssue } from './types.ts';

const PER_PAGE = 100;
const MAX_PAGES = 100;

/** Issues of one repository, oldest first. */
export async function listIssues(
  api: Api,
  repo: RepoRef,
  { state, label, onBroken }: IssueQuery,
  signal: AbortSignal | undefined,
): Promise<TrackedIssue[]> {
  const all = await everyPage(api, {
    doing: `read the ${state} issues of ${slugOf(repo)}`,
    // Oldest first: what is opened meanwhile moves nothing to another page.
    send: (request, page) =>
      request('GET /repos/{owner}/{repo}/issues', {
        owner: repo.owner,
        repo: repo.name,
        state,
        ...(label === undefined ? {} : { labels: label }),
        sort: 'created',
        direction: 'asc',
        ...page,
      }),
    item: z.unknown(),
    signal,
  });
  const items = all.flatMap((raw) => {
    const read = RestTracked.safeParse(raw);
    if (read.success) return [read.data];
    const words = brokenWords(raw, read.error);
    if (!onBroken) throw githubError('github.bad-answer', `read the issues of ${slugOf(repo)}`, words);
    onBroken(words);
    return [];
  });
  return items.filter(({ isPull }) => !isPull).map(({ issue }) => issue);
}

/** Says which record it is, as far as it says so itself, and what of it is wrong. */
function brokenWords(raw: unknown, { issues }: z.ZodError): string {
  const { number } = z.object({ number: z.unknown() }).safeParse(raw).data ?? {};
  const which = typeof number === 'number' ? `issue ${number}` : 'an issue without a number';
  return `${which} has an unknown shape (${issues[0]?.path.join('.') || 'the whole of it'})`;
}

/** Issues by node id, a hundred a request. */
export async function issuesByNodeId(
  api: Api,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<TrackedIssue[]> {
  const found: TrackedIssue[] = [];
  for (let at = 0; at < ids.length; at += PER_PAGE) {
    const { data, problems } = await askGraphql(api, {
      doing: 'read issues again',
      query: `query MaestroIssuesById($ids: [ID!]!) { nodes(ids: $ids) { ...TrackedFields } } ${TRACKED_FIELDS}`,
      variables: { ids: ids.slice(at, at + PER_PAGE) },
      // An empty object is something else than an issue.
      shape: z.object({
        nodes: z.array(z.union([GraphqlTracked, z.strictObject({}).transform(() => null)]).nullable()),
      }),
      signal,
    });
    const others = problems.filter(({ type }) => type !== 'NOT_FOUND');
    if (others.length > 0) throw graphqlError('read issues again', others);
    found.push(...data.nodes.filter((node) => node !== null));
  }
  return found;
}

/** Names of the repository's labels. */
export async function labelsOf(api: Api, repo: RepoRef, signal: AbortSignal | undefined): Promise<string[]> {
  const all = await everyPage(api, {
    doing: `read the labels of ${slugOf(repo)}`,
    send: (request, page) =>
      request('GET /repos/{owner}/{repo}/labels', { owner: repo.owner, repo: repo.name, ...page }),
    item: z.object({ name: z.string() }),
    signal,
  });
  return all.map(({ name }) => name);
}

interface Listing<T> {
  doing: string;
  send(request: Request, page: { per_page: number; page: number }): Promise<{ data: unknown }>;
  item: z.ZodType<T>;
  signal: AbortSignal | undefined;
}

/** Every page, or an error: a list that is cut off silently would hide work. */
export async function everyPage<T>(api: Api, { doing, send, item, signal }: Listing<T>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const items = await ask(api, {
      doing,
      send: (request) => send(request, { per_page: PER_PAGE, page }),
      shape: z.array(item),
      signal,
    });
    all.push(...items);
    if (items.length < PER_PAGE) return all;
  }
  throw githubError('github.bad-answer', doing, `there are more than ${MAX_PAGES * PER_PAGE}`);
}
