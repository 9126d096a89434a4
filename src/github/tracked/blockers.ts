import * as z from 'zod';
import type { Api } from '../api.ts';
import { mapConcurrent } from '../../platform/concurrent.ts';
import { isGitHubError } from '../errors.ts';
import { askGraphql, graphqlError } from '../graphql.ts';
import { nodesOf } from '../graphql-shapes.ts';
import { slugOf } from '../slug.ts';
import type { RepoRef } from '../types.ts';
import { everyPage, issuesByNodeId } from './read.ts';
import { RestTracked } from './shapes.ts';
import type { BlockedIssue, TrackedIssue } from './types.ts';

const AT_ONCE = 100;
/** How many issues are asked about at a time where each costs a request. */
const AT_A_TIME = 4;

// Ids alone, and the blockers themselves each once: a connection inside of this one would cost a point for every blocker.
const BLOCKERS = `query MaestroBlockers($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Issue {
      id
      blockedBy(first: 100, orderBy: { field: DEPENDENCY_ADDED_AT, direction: ASC }) {
        nodes { id }
        pageInfo { hasNextPage }
      }
    }
  }
}`;

const Blocked = z.object({
  id: z.string(),
  blockedBy: z
    .object({ pageInfo: z.object({ hasNextPage: z.boolean() }) })
    .and(nodesOf(z.object({ id: z.string() })).transform((nodes) => ({ nodes }))),
});
const Answer = z.object({
  nodes: z.array(z.union([Blocked, z.strictObject({}).transform(() => null)]).nullable()),
});

/**
 * The issues that block each of these, by node id: a request for every hundred that are asked about, and one for every hundred
 * that block them. Those that are gone are blocked by nothing, which their next reading tells.
 */
export async function blockersOf(
  api: Api,
  repo: RepoRef,
  issues: readonly BlockedIssue[],
  signal: AbortSignal | undefined,
): Promise<Map<string, TrackedIssue[]>> {
  const ids = new Map<string, string[]>();
  const whole = new Map<string, TrackedIssue[]>();
  for (let at = 0; at < issues.length; at += AT_ONCE) {
    const some = issues.slice(at, at + AT_ONCE);
    const found = await blockerIds(api, some, signal);
    // An older GitHub Enterprise, or more than GitHub allows today.
    const others = found === null ? some : some.filter(({ nodeId }) => found.cut.has(nodeId));
    for (const [id, blockers] of found?.ids ?? []) ids.set(id, blockers);
    await mapConcurrent(others, AT_A_TIME, async ({ nodeId, number }) =>
      whole.set(nodeId, await blockersOfOne(api, repo, number, signal)),
    );
  }
  const known = new Map(
    (await issuesByNodeId(api, [...new Set([...ids.values()].flat())], signal)).map((one) => [
      one.nodeId,
      one,
    ]),
  );
  for (const [id, blockers] of ids)
    if (!whole.has(id))
      whole.set(
        id,
        blockers.flatMap((one) => known.get(one) ?? []),
      );
  return whole;
}

/** Node ids of what blocks each, and those of which that is not all; null where GraphQL knows of no dependencies. */
async function blockerIds(
  api: Api,
  issues: readonly BlockedIssue[],
  signal: AbortSignal | undefined,
): Promise<{ ids: Map<string, string[]>; cut: Set<string> } | null> {
  const doing = 'read what blocks issues';
  const asked = { doing, query: BLOCKERS, variables: { ids: issues.map(({ nodeId }) => nodeId) }, signal };
  const answer = await askGraphql(api, { ...asked, shape: Answer }).catch((error: unknown) => {
    if (isGitHubError(error, 'github.unavailable', /\bblockedBy\b.*doesn.t exist/i)) return null;
    throw error;
  });
  if (answer === null) return null;
  const others = answer.problems.filter(({ type }) => type !== 'NOT_FOUND');
  if (others.length > 0) throw graphqlError(doing, others);
  const found = answer.data.nodes.filter((node) => node !== null);
  return {
    ids: new Map(found.map(({ id, blockedBy }) => [id, blockedBy.nodes.map((one) => one.id)])),
    cut: new Set(found.filter(({ blockedBy }) => blockedBy.pageInfo.hasNextPage).map(({ id }) => id)),
  };
}

/** The issues that block one, by REST. */
async function blockersOfOne(
  api: Api,
  repo: RepoRef,
  number: number,
  signal: AbortSignal | undefined,
): Promise<TrackedIssue[]> {
  try {
    const all = await everyPage(api, {
      doing: `read what blocks ${slugOf(repo)}#${number}`,
      send: (request, page) =>
        request('GET /repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by', {
          owner: repo.owner,
          repo: repo.name,
          issue_number: number,
          ...page,
        }),
      item: RestTracked,
      signal,
    });
    return all.map(({ issue }) => issue);
  } catch (error) {
    // 404 and 410: no dependencies here (an older GitHub Enterprise), or the issue is gone, which its next reading tells.
    if (isGitHubError(error, 'github.not-found')) return [];
    throw error;
  }
}
