import * as z from 'zod';
import type { Issue, PullRequest } from './types.ts';

// GitHub's answers, cut down to what we use and brought into our own shape. Field meanings:
// https://docs.github.com/rest/issues/issues and https://docs.github.com/rest/pulls/pulls

/** GitHub's own stand-in for a deleted account. */
export const GHOST = 'ghost';

const RestUser = z.object({ login: z.string() }).nullish();

/** The fields of an issue that are read everywhere. */
export const RestIssueFields = z.object({
  number: z.number(),
  node_id: z.string(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  user: RestUser,
  state: z.enum(['open', 'closed']),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  created_at: z.string(),
  updated_at: z.string(),
  pull_request: z.unknown().optional(),
});

/** Those fields in our own shape. */
export function issueOf(raw: z.infer<typeof RestIssueFields>): Issue {
  return {
    number: raw.number,
    nodeId: raw.node_id,
    url: raw.html_url,
    title: raw.title,
    body: raw.body ?? '',
    author: raw.user?.login ?? GHOST,
    state: raw.state,
    labels: raw.labels
      .map((label) => (typeof label === 'string' ? label : (label.name ?? '')))
      .filter(Boolean),
    createdAt: raw.created_at,
    updatedAt: raw.updated_at,
  };
}

/** An issue as REST gives it; `isPull` because GitHub lists pull requests among the issues. */
export const RestIssue = RestIssueFields.transform((raw) => ({
  issue: issueOf(raw),
  isPull: raw.pull_request !== undefined && raw.pull_request !== null,
}));

/** A pull request as REST gives it. It does not tell when the head was pushed. */
export const RestPull = z
  .object({
    number: z.number(),
    node_id: z.string(),
    html_url: z.string(),
    title: z.string(),
    body: z.string().nullish(),
    user: RestUser,
    state: z.enum(['open', 'closed']),
    draft: z.boolean().optional(),
    merged_at: z.string().nullish(),
    head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .transform(
    (raw): PullRequest => ({
      number: raw.number,
      nodeId: raw.node_id,
      url: raw.html_url,
      title: raw.title,
      body: raw.body ?? '',
      author: raw.user?.login ?? GHOST,
      state: raw.merged_at ? 'merged' : raw.state,
      draft: raw.draft ?? false,
      headRef: raw.head.ref,
      headRepo: raw.head.repo?.full_name ?? null,
      headSha: raw.head.sha,
      createdAt: raw.created_at,
      updatedAt: raw.updated_at,
      pushedAt: null,
    }),
  );

/** A repository as REST gives it; `parent` and `source` are there for a fork that is asked for by name. */
export const RestRepository = z.object({
  full_name: z.string(),
  clone_url: z.string(),
  default_branch: z.string(),
  fork: z.boolean(),
  created_at: z.string().nullish(),
  parent: z.object({ full_name: z.string(), default_branch: z.string() }).nullish(),
  source: z.object({ full_name: z.string() }).nullish(),
});

/** Our own issue, for the way back from the cache. */
export const KeptIssue: z.ZodType<Issue> = z.object({
  number: z.number(),
  nodeId: z.string(),
  url: z.string(),
  title: z.string(),
  body: z.string(),
  author: z.string(),
  state: z.enum(['open', 'closed']),
  labels: z.array(z.string()),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** Our own pull request, for the way back from the cache. */
export const KeptPull: z.ZodType<PullRequest> = z.object({
  number: z.number(),
  nodeId: z.string(),
  url: z.string(),
  title: z.string(),
  body: z.string(),
  author: z.string(),
  state: z.enum(['open', 'closed', 'merged']),
  draft: z.boolean(),
  headRef: z.string(),
  headRepo: z.string().nullable(),
  headSha: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  pushedAt: z.string().nullable(),
});
