import * as z from 'zod';
import { type Api, askIfChanged } from '../api.ts';
import { closesIssue, closingReferences } from '../closing.ts';
import { KeptIssue, KeptPull, RestIssue, RestPull } from '../shapes.ts';
import { sameSlug, slugOf } from '../slug.ts';
import type { Conditional, Issue, IssueWithClosers, PullRequest, RepoRef } from '../types.ts';
import { probed, remember } from './probe.ts';

const PER_PAGE = 100;
const MAX_PAGES = 10;

/**
 * The issues with the label and the open pull requests whose text closes them, over REST with an ETag per page:
 * two requests for most projects, which matters when signed out (60 an hour).
 */
export async function issuesOfOne(
  api: Api,
  repo: RepoRef,
  label: string,
  signal: AbortSignal | undefined,
): Promise<Conditional<IssueWithClosers[]>> {
  const byProbe = await probed(api, repo);
  const issues = await labelledIssues(api, repo, label, signal);
  const open = issues.value.some(({ state }) => state === 'open');
  const pulls = open ? await closingPulls(api, repo, signal) : { changed: false, value: [] };
  await remember(api, repo, { byRead: byProbe, byProbe });
  const value = issues.value.map((issue) => ({
    ...issue,
    closers: pulls.value.filter(({ body }) => closesIssue(body, slugOf(repo), issue.number, api.webUrl)),
  }));
  return { changed: issues.changed || pulls.changed, value };
}

/** Open ones first. A project with over a hundred such issues has its open ones read by themselves, page by page. */
async function labelledIssues(
  api: Api,
  repo: RepoRef,
  label: string,
  signal: AbortSignal | undefined,
): Promise<Conditional<Issue[]>> {
  const newest = await issuePage(api, repo, label, 'all', 1, signal);
  const closed = newest.value.items.filter(({ state }) => state === 'closed');
  let open: Conditional<Issue[]> = {
    changed: newest.changed,
    value: newest.value.items.filter(({ state }) => state === 'open'),
  };
  if (newest.value.full) open = await allPages((page) => issuePage(api, repo, label, 'open', page, signal));
  return { changed: newest.changed || open.changed, value: [...open.value, ...closed] };
}

async function closingPulls(
  api: Api,
  repo: RepoRef,
  signal: AbortSignal | undefined,
): Promise<Conditional<PullRequest[]>> {
  return allPages((page) => pullPage(api, repo, page, signal));
}

/** `full` pages have a successor, perhaps an empty one: the Link header is not part of what an ETag covers. */
interface Page<T> {
  full: boolean;
  items: T[];
}

async function allPages<T>(read: (page: number) => Promise<Conditional<Page<T>>>): Promise<Conditional<T[]>> {
  const all: Conditional<T[]> = { changed: false, value: [] };
  for (let number = 1; number <= MAX_PAGES; number++) {
    const page = await read(number);
    all.changed ||= page.changed;
    all.value.push(...page.value.items);
    if (!page.value.full) break;
  }
  return all;
}

function issuePage(
  api: Api,
  repo: RepoRef,
  label: string,
  state: 'all' | 'open',
  page: number,
  signal: AbortSignal | undefined,
): Promise<Conditional<Page<Issue>>> {
  return askIfChanged(api, {
    key: `issues ${slugOf(repo).toLowerCase()} ${state} ${page} ${label}`,
    doing: `read the issues of ${slugOf(repo)}`,
    send: (request) =>
      request('GET /repos/{owner}/{repo}/issues', {
        owner: repo.owner,
        repo: repo.name,
        labels: label,
        state,
        sort: 'updated',
        direction: 'desc',
        per_page: PER_PAGE,
        page,
      }),
    shape: z.array(RestIssue).transform((items) => ({
      full: items.length === PER_PAGE,
      items: items.filter(({ isPull }) => !isPull).map(({ issue }) => issue),
    })),
    kept: z.object({ full: z.boolean(), items: z.array(KeptIssue) }),
    signal,
  });
}

function pullPage(
  api: Api,
  repo: RepoRef,
  page: number,
  signal: AbortSignal | undefined,
): Promise<Conditional<Page<PullRequest>>> {
  const closesSomethingHere = ({ body }: PullRequest): boolean =>
    closingReferences(body, api.webUrl).some(({ slug }) => slug === null || sameSlug(slug, slugOf(repo)));
  return askIfChanged(api, {
    key: `pulls ${slugOf(repo).toLowerCase()} ${page}`,
    doing: `read the pull requests of ${slugOf(repo)}`,
    send: (request) =>
      request('GET /repos/{owner}/{repo}/pulls', {
        owner: repo.owner,
        repo: repo.name,
        state: 'open',
        // Oldest first: a new one changes the last page only.
        sort: 'created',
        direction: 'asc',
        per_page: PER_PAGE,
        page,
      }),
    shape: z.array(RestPull).transform((pulls) => ({
      full: pulls.length === PER_PAGE,
      items: pulls.filter(closesSomethingHere),
    })),
    kept: z.object({ full: z.boolean(), items: z.array(KeptPull) }),
    signal,
  });
}
