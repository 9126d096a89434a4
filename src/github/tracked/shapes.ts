import * as z from 'zod';
import { GraphqlIssueFields, issueOfGraphql, nodesOf } from '../graphql-shapes.ts';
import { issueOf, RestIssueFields } from '../shapes.ts';
import type { CloseReason, TrackedIssue } from './types.ts';

const REASONS: readonly string[] = ['completed', 'not_planned', 'duplicate'] satisfies CloseReason[];

function reasonOf(state: string, reason: string | null | undefined): CloseReason | null {
  const known = reason?.toLowerCase() ?? '';
  return state.toLowerCase() === 'closed' && REASONS.includes(known) ? (known as CloseReason) : null;
}

/** An issue of a list, or of `blocked_by`; `isPull` because GitHub lists pull requests among the issues. */
export const RestTracked = RestIssueFields.extend({
  repository_url: z.string(),
  state_reason: z.string().nullish(),
  assignees: z.array(z.object({ node_id: z.string(), login: z.string() })).nullish(),
  // https://docs.github.com/rest/issues/issue-dependencies: older GitHub Enterprise has neither these nor dependencies.
  issue_dependencies_summary: z.object({ total_blocked_by: z.number() }).nullish(),
}).transform((raw) => ({
  issue: {
    ...issueOf(raw),
    assignees: (raw.assignees ?? []).map(({ node_id, login }) => ({ id: node_id, login })),
    slug: raw.repository_url.split('/').slice(-2).join('/'),
    reason: reasonOf(raw.state, raw.state_reason),
    blockerCount: raw.issue_dependencies_summary?.total_blocked_by ?? 0,
  } satisfies TrackedIssue,
  isPull: raw.pull_request !== undefined && raw.pull_request !== null,
}));

export const TRACKED_FIELDS = `fragment TrackedFields on Issue {
  id number url title body state stateReason(enableDuplicate: true) createdAt updatedAt
  author { login }
  repository { nameWithOwner }
  assignees(first: 10) { nodes { id login } }
  labels(first: 100) { nodes { name } }
}`;

/** The same over GraphQL, which does not tell of dependencies. */
export const GraphqlTracked = GraphqlIssueFields.extend({
  stateReason: z.string().nullish(),
  assignees: nodesOf(z.object({ id: z.string(), login: z.string() })),
  repository: z.object({ nameWithOwner: z.string() }),
}).transform(
  (raw): TrackedIssue => ({
    ...issueOfGraphql(raw),
    assignees: raw.assignees,
    slug: raw.repository.nameWithOwner,
    reason: reasonOf(raw.state, raw.stateReason),
    blockerCount: null,
  }),
);
