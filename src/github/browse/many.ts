import type { MaestroError } from '../../platform/errors.ts';
import type { Api } from '../api.ts';
import { isUnclear } from '../errors.ts';
import { askGraphql, type GraphqlProblem } from '../graphql.ts';
import { slugOf } from '../slug.ts';
import type { IssueWithClosers, RepoRef } from '../types.ts';
import { probed, remember } from './probe.ts';
import {
  IssuesAnswer,
  issuesQuery,
  REPOSITORIES_PER_REQUEST,
  type RepositoryAnswer,
  type Wanted,
} from './query.ts';

/** What is known of one repository: its issues, or why GitHub does not give them. */
export type Found = IssueWithClosers[] | { unavailable: string };

// 20 pages of 50: a project with more than 1,000 open issues for us is not one to page through in a tree.
const MAX_PAGES = 20;
// A request that GitHub gives up on (502, its own ten-second limit) is split until it is this small.
const SMALLEST_SPLIT = 5;

/** The issues with the label of many repositories, by slug as asked: one request per 20 (and per further 50 issues). */
export async function issuesOfMany(
  api: Api,
  repos: readonly RepoRef[],
  label: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, Found>> {
  const reading: Reading = { found: new Map(), seen: [] };
  const unique = [...new Map(repos.map((repo) => [slugOf(repo), repo])).values()];
  let wanted: Wanted[] = unique.map((repo) => ({ repo }));
  for (let page = 0; page < MAX_PAGES && wanted.length > 0; page++) {
    const further: Wanted[] = [];
    for (let from = 0; from < wanted.length; from += REPOSITORIES_PER_REQUEST)
      further.push(
        ...(await readPage(api, wanted.slice(from, from + REPOSITORIES_PER_REQUEST), label, reading, signal)),
      );
    wanted = further;
  }
  // Only now that all of it was read: a broken reading must not pass for a look.
  for (const { repo, byRead, byProbe } of reading.seen) await remember(api, repo, { byRead, byProbe });
  return reading.found;
}

/** What was read so far, and what `remember` is to be told at the end. */
interface Reading {
  found: Map<string, Found>;
  seen: { repo: RepoRef; byRead: string | null; byProbe: string | null }[];
}

/** Reads one page of each; gives those that have another one. */
async function readPage(
  api: Api,
  wanted: readonly Wanted[],
  label: string,
  reading: Reading,
  signal: AbortSignal | undefined,
): Promise<Wanted[]> {
  const byProbe = await Promise.all(wanted.map(({ repo }) => probed(api, repo)));
  let answer: { data: Record<string, RepositoryAnswer | null>; problems: GraphqlProblem[] };
  try {
    answer = await askGraphql(api, {
      ...issuesQuery(wanted, label),
      doing: `read the issues of ${wanted.length === 1 && wanted[0] ? slugOf(wanted[0].repo) : `${wanted.length} projects`}`,
      shape: IssuesAnswer,
      signal,
      // The split is the second try.
      once: wanted.length > SMALLEST_SPLIT,
    });
  } catch (error) {
    if (!isTooMuch(error) || wanted.length <= SMALLEST_SPLIT) throw error;
    const half = Math.ceil(wanted.length / 2);
    const first = await readPage(api, wanted.slice(0, half), label, reading, signal);
    return [...first, ...(await readPage(api, wanted.slice(half), label, reading, signal))];
  }
  const further: Wanted[] = [];
  for (const [index, { repo, after }] of wanted.entries()) {
    const slug = slugOf(repo);
    const one = answer.data[`r${index}`];
    if (!one) {
      reading.found.set(slug, { unavailable: reasonFor(`r${index}`, answer.problems) });
      continue;
    }
    reading.found.set(slug, merged(reading.found.get(slug), one));
    if (after === undefined)
      reading.seen.push({ repo, byRead: newestOf(one), byProbe: byProbe[index] ?? null });
    const { hasNextPage, endCursor } = one.open.pageInfo;
    if (hasNextPage && endCursor) further.push({ repo, after: endCursor });
  }
  return further;
}

function isTooMuch(error: unknown): boolean {
  return isUnclear(error) && (error as MaestroError).code !== 'github.offline';
}

/** Open issues before closed ones, an issue that moved between two pages once. */
function merged(known: Found | undefined, page: RepositoryAnswer): IssueWithClosers[] {
  const before = Array.isArray(known) ? known : [];
  const all = [...before, ...page.open.nodes, ...page.closed];
  const unique = [...new Map(all.map((issue) => [issue.number, issue])).values()];
  return [
    ...unique.filter(({ state }) => state === 'open'),
    ...unique.filter(({ state }) => state === 'closed'),
  ];
}

function newestOf({ newestIssue, newestPull }: RepositoryAnswer): string | null {
  return (
    [...newestIssue, ...newestPull]
      .map(({ updatedAt }) => updatedAt)
      .sort()
      .at(-1) ?? null
  );
}

function reasonFor(alias: string, problems: readonly GraphqlProblem[]): string {
  const problem = problems.find(({ path }) => path[0] === alias);
  return problem?.message ?? 'GitHub gives no answer for this repository.';
}
