import * as z from 'zod';
import { GHOST } from './shapes.ts';
import type { Issue, IssueWithClosers, PullRequest } from './types.ts';

// One connection per issue for labels and one for closers: GitHub charges for connections, so the head's date comes
// from the branch (an object, free of charge) and not from the list of commits.
export const PULL_FIELDS = `fragment PullFields on PullRequest {
  id number url title body state isDraft createdAt updatedAt headRefName headRefOid
  author { login }
  headRepository { nameWithOwner }
  headRef { target { ... on Commit { committedDate } } }
}`;

export const ISSUE_FIELDS = `fragment IssueFields on Issue {
  id number url title body state createdAt updatedAt
  author { login }
  labels(first: 20) { nodes { name } }
  closedByPullRequestsReferences(first: 10, includeClosedPrs: true, orderByState: true) { nodes { ...PullFields } }
}`;

const Author = z.object({ login: z.string() }).nullish();

export const GraphqlPull = z
  .object({
    id: z.string(),
    number: z.number(),
    url: z.string(),
    title: z.string(),
    body: z.string(),
    state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
    isDraft: z.boolean(),
    createdAt: z.string(),
    updatedAt: z.string(),
    headRefName: z.string(),
    headRefOid: z.string(),
    author: Author,
    headRepository: z.object({ nameWithOwner: z.string() }).nullish(),
    headRef: z.object({ target: z.object({ committedDate: z.string().optional() }).nullish() }).nullish(),
  })
  .transform(
    (raw): PullRequest => ({
      number: raw.number,
      nodeId: raw.id,
      url: raw.url,
      title: raw.title,
      body: raw.body,
      author: raw.author?.login ?? GHOST,
      state: raw.state.toLowerCase() as PullRequest['state'],
      draft: raw.isDraft,
      headRef: raw.headRefName,
      headRepo: raw.headRepository?.nameWithOwner ?? null,
      headSha: raw.headRefOid,
      createdAt: raw.createdAt,
      updatedAt: raw.updatedAt,
      pushedAt: raw.headRef?.target?.committedDate ?? null,
    }),
  );

/** The nodes of a connection. A node is null when GitHub does not let us see it, the connection when it failed. */
export function nodesOf<T>(node: z.ZodType<T>): z.ZodType<T[]> {
  return z
    .object({ nodes: z.array(node.nullable()).nullish() })
    .nullish()
    .transform((connection) =>
      (connection?.nodes ?? []).filter((one): one is NonNullable<typeof one> => one !== null),
    );
}

/** The fields of an issue that every query of ours asks for. */
export const GraphqlIssueFields = z.object({
  id: z.string(),
  number: z.number(),
  url: z.string(),
  title: z.string(),
  body: z.string(),
  state: z.enum(['OPEN', 'CLOSED']),
  createdAt: z.string(),
  updatedAt: z.string(),
  author: Author,
  labels: nodesOf(z.object({ name: z.string() })),
});

/** Those fields in our own shape. */
export function issueOfGraphql(raw: z.infer<typeof GraphqlIssueFields>): Issue {
  return {
    number: raw.number,
    nodeId: raw.id,
    url: raw.url,
    title: raw.title,
    body: raw.body,
    author: raw.author?.login ?? GHOST,
    state: raw.state === 'OPEN' ? 'open' : 'closed',
    labels: raw.labels.map(({ name }) => name),
    createdAt: raw.createdAt,
    updatedAt: raw.updatedAt,
  };
}

export const GraphqlIssue = GraphqlIssueFields.extend({
  closedByPullRequestsReferences: nodesOf(GraphqlPull),
}).transform(
  (raw): IssueWithClosers => ({ ...issueOfGraphql(raw), closers: raw.closedByPullRequestsReferences }),
);
