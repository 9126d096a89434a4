import { isOwner } from '../world/rights.ts';
import type { Comment, Issue, Label, Pull, Repository, User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { nodeId } from './node-id.ts';
import { repositoryApi } from './repository.ts';
import { simpleUser } from './user.ts';

/** GitHub's `label`. */
export function labelView(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('label', label.id),
    url: `${repositoryApi(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: 'ededed',
    default: false,
    description: null,
  };
}

/** Page of an issue or a pull request. */
export function pageOf(world: World, item: Issue | Pull): string {
  return `${world.url}/${item.repository.slug}/${item.kind === 'pull' ? 'pull' : 'issues'}/${item.number}`;
}

/** How the author stands to the repository. */
export function association(repository: Repository, author: User): string {
  if (isOwner(repository, author)) return 'OWNER';
  return repository.push.has(author.login.toLowerCase()) ? 'COLLABORATOR' : 'NONE';
}

/** GitHub's `issue`. Pull requests are issues too, with `pull_request` in them. */
export function issueView(world: World, item: Issue | Pull) {
  const { repository } = item;
  const api = `${repositoryApi(world, repository)}/issues/${item.number}`;
  return {
    url: api,
    repository_url: repositoryApi(world, repository),
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    html_url: pageOf(world, item),
    id: item.id,
    node_id: nodeId(item.kind, item.id),
    number: item.number,
    title: item.title,
    user: simpleUser(world, item.author),
    labels: item.labels.map((label) => labelView(world, repository, label)),
    state: item.state,
    state_reason: item.kind === 'issue' ? item.stateReason : null,
    locked: false,
    assignee: item.assignees[0] ? simpleUser(world, item.assignees[0]) : null,
    assignees: item.assignees.map((user) => simpleUser(world, user)),
    milestone: null,
    comments: item.comments.length,
    created_at: item.createdAt,
    updated_at: item.updatedAt,
    closed_at: item.closedAt,
    author_association: association(repository, item.author),
    active_lock_reason: null,
    body: item.body === '' ? null : item.body,
    ...(item.kind === 'issue' && repository.options.dependencies ? dependencies(item) : {}),
    ...(item.kind === 'pull' ? { draft: item.draft, pull_request: pullLinks(world, item) } : {}),
  };
}

function dependencies({ blockedBy }: Issue) {
  return {
    issue_dependencies_summary: {
      blocked_by: blockedBy.filter(({ state }) => state === 'open').length,
      blocking: 0,
      total_blocked_by: blockedBy.length,
      total_blocking: 0,
    },
  };
}

function pullLinks(world: World, pull: Pull) {
  const html = pageOf(world, pull);
  return {
    url: `${repositoryApi(world, pull.repository)}/pulls/${pull.number}`,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    merged_at: pull.merged?.at ?? null,
  };
}

/** GitHub's `issue-comment`. */
export function commentView(world: World, item: Issue | Pull, comment: Comment) {
  const api = repositoryApi(world, item.repository);
  return {
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${pageOf(world, item)}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${item.number}`,
    id: comment.id,
    node_id: nodeId('comment', comment.id),
    user: simpleUser(world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.createdAt,
    author_association: association(item.repository, comment.author),
    body: comment.body,
  };
}
