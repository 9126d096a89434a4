import { pageOf } from './view/issue.ts';
import type { Issue, Pull, Repository } from './world/types.ts';
import { issuesOf, pullsOf, type World } from './world/world.ts';

/** A repository as it is now, for assertions. */
export interface RepositorySnapshot {
  slug: string;
  parent: string | null;
  /** Branch → commit. */
  branches: Record<string, string>;
  issues: ItemSnapshot[];
  pulls: PullSnapshot[];
}

/** An issue as it is now. */
export interface ItemSnapshot {
  number: number;
  url: string;
  title: string;
  body: string;
  state: 'open' | 'closed';
  author: string;
  /** Why an issue was closed or opened again; null for pull requests. */
  reason: string | null;
  labels: string[];
  comments: { author: string; body: string }[];
}

/** A pull request as it is now. */
export interface PullSnapshot extends Omit<ItemSnapshot, 'state'> {
  state: 'open' | 'closed' | 'merged';
  draft: boolean;
  base: string;
  /** `owner/name:branch`. */
  head: string;
  headSha: string;
}

/** A copy of what the forge knows of a repository. */
export function snapshotOf(world: World, repository: Repository): RepositorySnapshot {
  return {
    slug: repository.slug,
    parent: repository.parent?.slug ?? null,
    branches: Object.fromEntries(repository.branches),
    issues: issuesOf(repository).map((issue) => itemSnapshot(world, issue)),
    pulls: pullsOf(repository).map((pull) => ({
      ...itemSnapshot(world, pull),
      state: pull.merged ? 'merged' : pull.state,
      draft: pull.draft,
      base: pull.base,
      head: `${pull.head.repository.slug}:${pull.head.branch}`,
      headSha: pull.head.sha,
    })),
  };
}

function itemSnapshot(world: World, item: Issue | Pull): ItemSnapshot {
  return {
    number: item.number,
    url: pageOf(world, item),
    title: item.title,
    body: item.body,
    state: item.state,
    author: item.author.login,
    reason: item.kind === 'issue' ? item.stateReason : null,
    labels: item.labels.map(({ name }) => name),
    comments: item.comments.map(({ author, body }) => ({ author: author.login, body })),
  };
}
