import { pageOf } from '../view/issue.ts';
import { nodeId } from '../view/node-id.ts';
import { closedBy, closersOf, sizeOf } from '../world/pulls.ts';
import { canPush, canRead, isOwner } from '../world/rights.ts';
import type { Issue, Label, Pull, Repository, User } from '../world/types.ts';
import { issuesOf, pullsOf } from '../world/world.ts';
import { connection, type Slice } from './connection.ts';
import { commitNode, objectNode } from './objects.ts';
import { problem } from './problem.ts';
import type { View } from './view.ts';

// Every node is an object whose members answer the fields of the same name: functions take the field's arguments.

interface ListArguments extends Slice {
  states?: readonly string[] | null;
  labels?: readonly string[] | null;
  orderBy?: { field: 'COMMENTS' | 'CREATED_AT' | 'UPDATED_AT'; direction: 'ASC' | 'DESC' } | null;
  baseRefName?: string | null;
  headRefName?: string | null;
}

/** A person or an organisation. */
export function userNode({ world }: View, user: User) {
  return {
    __typename: user.kind,
    id: nodeId(user.kind, user.id),
    databaseId: user.id,
    login: user.login,
    name: user.name,
    url: `${world.url}/${user.login}`,
  };
}

/** A repository that the viewer may read. */
export function repositoryNode(view: View, repository: Repository): object {
  const { world, user } = view;
  const branchNode = (name: string) => {
    const sha = repository.branches.get(name);
    return sha ? refNode(view, repository, name, sha) : null;
  };
  return {
    id: nodeId('repository', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: repository.slug,
    owner: userNode(view, repository.owner),
    url: `${world.url}/${repository.slug}`,
    description: repository.description,
    isArchived: repository.options.archived,
    isPrivate: repository.private,
    isFork: repository.parent !== null,
    parent: () => (repository.parent ? repositoryNode(view, repository.parent) : null),
    viewerPermission: permission(repository, user),
    createdAt: repository.createdAt,
    updatedAt: repository.updatedAt,
    pushedAt: repository.pushedAt,
    defaultBranchRef: () => branchNode(repository.defaultBranch),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      branchNode(qualifiedName.replace(/^refs\/heads\//, '')),
    object: ({ expression, oid }: { expression?: string; oid?: string }) =>
      objectNode(view, repository, expression ?? oid ?? ''),
    issue({ number }: { number: number }) {
      const item = repository.items.get(number);
      if (item?.kind === 'issue') return issueNode(view, item);
      throw problem('NOT_FOUND', `Could not resolve to an Issue with the number of ${number}.`);
    },
    issues: (args: ListArguments) =>
      connection(choose(issuesOf(repository), args), args, (one) => issueNode(view, one)),
    pullRequest({ number }: { number: number }) {
      const item = repository.items.get(number);
      if (item?.kind === 'pull') return pullNode(view, item);
      throw problem('NOT_FOUND', `Could not resolve to a PullRequest with the number of ${number}.`);
    },
    pullRequests: (args: ListArguments) =>
      connection(choose(pullsOf(repository), args), args, (one) => pullNode(view, one)),
  };
}

function permission(repository: Repository, user: User): string {
  if (isOwner(repository, user)) return 'ADMIN';
  return canPush(repository, user) ? 'WRITE' : 'READ';
}

function stateOf(item: Issue | Pull): string {
  return item.kind === 'pull' && item.merged ? 'MERGED' : item.state.toUpperCase();
}

function choose<T extends Issue | Pull>(items: T[], args: ListArguments): T[] {
  const labels = args.labels?.map((label) => label.toLowerCase());
  const chosen = items.filter(
    (item) =>
      (!args.states || args.states.includes(stateOf(item))) &&
      (!labels || item.labels.some(({ name }) => labels.includes(name.toLowerCase()))) &&
      (!args.baseRefName || (item.kind === 'pull' && item.base === args.baseRefName)) &&
      (!args.headRefName || (item.kind === 'pull' && item.head.branch === args.headRefName)),
  );
  const { field, direction } = args.orderBy ?? { field: 'CREATED_AT', direction: 'ASC' };
  const key = (item: T): string | number =>
    field === 'COMMENTS' ? item.comments.length : field === 'UPDATED_AT' ? item.updatedAt : item.createdAt;
  const sign = direction === 'ASC' ? 1 : -1;
  return chosen.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.number - b.number));
}

function itemNode(view: View, item: Issue | Pull) {
  return {
    id: nodeId(item.kind, item.id),
    databaseId: item.id,
    number: item.number,
    title: item.title,
    body: item.body,
    state: stateOf(item),
    url: pageOf(view.world, item),
    author: userNode(view, item.author),
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
    closedAt: item.closedAt,
    repository: () => repositoryNode(view, item.repository),
    assignees: (slice: Slice) => connection(item.assignees, slice, (user) => userNode(view, user)),
    labels: (slice: Slice) => connection(item.labels, slice, labelNode),
  };
}

function labelNode(label: Label) {
  return { id: nodeId('label', label.id), name: label.name, color: 'ededed', description: null };
}

/** An issue. */
export function issueNode(view: View, issue: Issue): object {
  return {
    __typename: 'Issue',
    ...itemNode(view, issue),
    stateReason: issue.stateReason?.toUpperCase() ?? null,
    closedByPullRequestsReferences(args: Slice & { includeClosedPrs?: boolean; orderByState?: boolean }) {
      const closers = closersOf(view.world, issue).filter(
        (pull) => canRead(pull.repository, view.user) && (args.includeClosedPrs || pull.state === 'open'),
      );
      const rank = (pull: Pull): number => ['OPEN', 'MERGED', 'CLOSED'].indexOf(stateOf(pull));
      if (args.orderByState) closers.sort((a, b) => rank(a) - rank(b));
      return connection(closers, args, (pull) => pullNode(view, pull));
    },
    blockedBy({ orderBy, ...slice }: Slice & { orderBy: { field: string; direction: 'ASC' | 'DESC' } }) {
      const { dependencies } = issue.repository.options;
      const visible = issue.blockedBy.filter(
        ({ repository }) => dependencies && canRead(repository, view.user),
      );
      if (orderBy.field === 'CREATED_AT')
        visible.sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id - b.id);
      if (orderBy.direction === 'DESC') visible.reverse();
      return connection(visible, slice, (one) => issueNode(view, one));
    },
  };
}

/** A pull request. */
export function pullNode(view: View, pull: Pull): object {
  const { repository, head } = pull;
  return {
    __typename: 'PullRequest',
    ...itemNode(view, pull),
    isDraft: pull.draft,
    merged: pull.merged !== null,
    mergedAt: pull.merged?.at ?? null,
    async mergeable() {
      if (pull.state === 'closed') return 'UNKNOWN';
      return (await sizeOf(view.world, pull)).mergeable ? 'MERGEABLE' : 'CONFLICTING';
    },
    baseRefName: pull.base,
    baseRefOid: repository.branches.get(pull.base) ?? pull.baseSha,
    headRefName: head.branch,
    headRefOid: head.sha,
    headRef() {
      const sha = head.repository.branches.get(head.branch);
      return sha ? refNode(view, head.repository, head.branch, sha) : null;
    },
    headRepository: () => repositoryNode(view, head.repository),
    isCrossRepository: head.repository !== repository,
    closingIssuesReferences: (slice: Slice) =>
      connection(closedBy(view.world, pull), slice, (issue) => issueNode(view, issue)),
  };
}

function refNode(view: View, repository: Repository, name: string, sha: string) {
  return {
    id: nodeId('ref', `${repository.id}:refs/heads/${name}`),
    name,
    prefix: 'refs/heads/',
    target: () => commitNode(view, repository, sha),
  };
}
