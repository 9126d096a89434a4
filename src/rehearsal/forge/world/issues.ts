import type { Comment, Issue, Label, Pull, Repository, User } from './types.ts';
import type { World } from './world.ts';

/** Opens an issue. Labels are made when the repository does not have them yet. */
export function openIssue(
  world: World,
  repository: Repository,
  input: {
    title: string;
    body: string;
    labels: readonly string[];
    author: User;
    assignees?: readonly User[];
  },
): Issue {
  const now = world.now();
  const issue: Issue = {
    kind: 'issue',
    id: world.nextId(),
    number: repository.items.size + 1,
    repository,
    author: input.author,
    title: input.title,
    body: input.body,
    state: 'open',
    stateReason: null,
    blockedBy: [],
    labels: input.labels.map((name) => labelNamed(world, repository, name)),
    assignees: input.assignees ?? [],
    comments: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
  };
  repository.items.set(issue.number, issue);
  repository.updatedAt = now;
  return issue;
}

/** The repository's label of that name (compared without regard to case), made on first use. */
export function labelNamed(world: World, repository: Repository, name: string): Label {
  const key = name.toLowerCase();
  const label = repository.labels.get(key) ?? { id: world.nextId(), name };
  repository.labels.set(key, label);
  return label;
}

/** Opens or closes an issue. */
export function setIssueState(
  world: World,
  issue: Issue,
  state: Issue['state'],
  reason?: Issue['stateReason'],
): void {
  if (issue.state === state) return;
  issue.state = state;
  issue.closedAt = state === 'closed' ? world.now() : null;
  issue.stateReason = reason ?? (state === 'closed' ? 'completed' : 'reopened');
  touch(world, issue);
}

/** Adds a comment to an issue or a pull request. */
export function addComment(world: World, item: Issue | Pull, author: User, body: string): Comment {
  const comment: Comment = { id: world.nextId(), author, body, createdAt: world.now() };
  item.comments.push(comment);
  touch(world, item);
  return comment;
}

/** Marks it as changed now. */
export function touch(world: World, item: Issue | Pull): void {
  item.updatedAt = world.now();
  item.repository.updatedAt = item.updatedAt;
}
