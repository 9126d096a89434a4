import type { DiffSize, Pull, Repository, User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { association, labelView, pageOf } from './issue.ts';
import { nodeId } from './node-id.ts';
import { repositoryApi, repositoryView } from './repository.ts';
import { simpleUser } from './user.ts';

/** GitHub's `pull-request-simple`, as lists have it. */
export function simplePull(world: World, pull: Pull, user: User | null) {
  const { repository, head } = pull;
  const api = repositoryApi(world, repository);
  const self = `${api}/pulls/${pull.number}`;
  const html = pageOf(world, pull);
  const links = {
    issue_url: `${api}/issues/${pull.number}`,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${pull.number}/comments`,
    statuses_url: `${api}/statuses/${head.sha}`,
  };
  return {
    url: self,
    id: pull.id,
    node_id: nodeId('pull', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    ...links,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: simpleUser(world, pull.author),
    body: pull.body === '' ? null : pull.body,
    labels: pull.labels.map((label) => labelView(world, repository, label)),
    milestone: null,
    active_lock_reason: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.commit ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: side(world, head.repository, head.branch, head.sha, user),
    base: side(world, repository, pull.base, repository.branches.get(pull.base) ?? pull.baseSha, user),
    _links: {
      self: { href: self },
      html: { href: html },
      issue: { href: links.issue_url },
      comments: { href: links.comments_url },
      review_comments: { href: links.review_comments_url },
      review_comment: { href: links.review_comment_url },
      commits: { href: links.commits_url },
      statuses: { href: links.statuses_url },
    },
    author_association: association(repository, pull.author),
    auto_merge: null,
    draft: pull.draft,
  };
}

/** GitHub's `pull-request`: the answer of its own address. */
export function pullView(world: World, pull: Pull, user: User | null, size: DiffSize) {
  const mergeable = pull.state === 'open' ? size.mergeable : null;
  return {
    ...simplePull(world, pull, user),
    merged: pull.merged !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeState(pull, size),
    merged_by: pull.merged ? simpleUser(world, pull.merged.by) : null,
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify && pull.head.repository !== pull.repository,
    commits: size.commits,
    additions: size.additions,
    deletions: size.deletions,
    changed_files: size.changedFiles,
  };
}

function mergeState(pull: Pull, size: DiffSize): string {
  if (pull.state === 'closed') return 'unknown';
  if (pull.draft) return 'draft';
  return size.mergeable ? 'clean' : 'dirty';
}

function side(world: World, repository: Repository, ref: string, sha: string, user: User | null) {
  return {
    label: `${repository.owner.login}:${ref}`,
    ref,
    sha,
    user: simpleUser(world, repository.owner),
    repo: repositoryView(world, repository, user),
  };
}
