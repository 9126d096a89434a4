import * as z from 'zod';
import { GraphqlIssue, ISSUE_FIELDS, nodesOf, PULL_FIELDS } from '../graphql-shapes.ts';
import type { RepoRef } from '../types.ts';

// 20 repositories × (50 + 10) issues × (20 labels + 10 closers) = 37,200 nodes of GitHub's 500,000; about 25 of the
// 5,000 points an hour. https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
export const REPOSITORIES_PER_REQUEST = 20;

/** A repository to read, from the start or (`after`) from where its open issues were left. */
export interface Wanted {
  repo: RepoRef;
  after?: string;
}

/** The query for the open issues of many repositories, and for first pages their recently closed ones. */
export function issuesQuery(
  wanted: readonly Wanted[],
  label: string,
): { query: string; variables: Record<string, unknown> } {
  const variables: Record<string, unknown> = { labels: [label] };
  const declared = ['$labels: [String!]!'];
  const fields = wanted.map(({ repo, after }, index) => {
    variables[`o${index}`] = repo.owner;
    variables[`n${index}`] = repo.name;
    declared.push(`$o${index}: String!`, `$n${index}: String!`);
    if (after !== undefined) {
      variables[`a${index}`] = after;
      declared.push(`$a${index}: String!`);
    }
    const page = after === undefined ? 'first: 50' : `first: 50, after: $a${index}`;
    return `  r${index}: repository(owner: $o${index}, name: $n${index}) {
    open: issues(${page}, states: OPEN, labels: $labels, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes { ...IssueFields }
    }${after === undefined ? FIRST_PAGE : ''}
  }`;
  });
  const query = `query(${declared.join(', ')}) {\n${fields.join('\n')}\n}\n${ISSUE_FIELDS}\n${PULL_FIELDS}`;
  return { query, variables };
}

// The newest change of any issue or pull request is what the first probe is compared with.
const FIRST_PAGE = `
    closed: issues(first: 10, states: CLOSED, labels: $labels, orderBy: {field: UPDATED_AT, direction: DESC}) {
      nodes { ...IssueFields }
    }
    newestIssue: issues(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { updatedAt } }
    newestPull: pullRequests(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { nodes { updatedAt } }`;

const Updated = z.object({ updatedAt: z.string() });

/** What the query answers for each alias; null when GitHub refuses that repository. */
export const IssuesAnswer = z.record(
  z.string(),
  z
    .object({
      open: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
        nodes: z
          .array(GraphqlIssue.nullable())
          .nullish()
          .transform((nodes) => (nodes ?? []).filter((node) => node !== null)),
      }),
      closed: nodesOf(GraphqlIssue),
      newestIssue: nodesOf(Updated),
      newestPull: nodesOf(Updated),
    })
    .nullable(),
);

export type RepositoryAnswer = NonNullable<z.infer<typeof IssuesAnswer>[string]>;
