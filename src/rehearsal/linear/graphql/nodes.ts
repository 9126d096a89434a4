import { connection } from '../../forge/graphql/connection.ts';
import type { Comment, Issue, Label, Project, Relation, State, Team, User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { problem } from './problem.ts';

// Every node is an object whose members answer the fields of the same name: functions take the field's arguments.

/** Who looks, and at what. */
export interface View {
  readonly world: World;
  readonly user: User;
}

/** The arguments of every connection. */
export interface Page {
  first?: number | null;
  after?: string | null;
}

const USUAL_PAGE = 50;
const LARGEST_PAGE = 250;

/** One page of a list; 50 entries unless said, at most 250. */
export function pageOf<T, N>(items: readonly T[], { first, after }: Page, show: (item: T) => N) {
  const size = first ?? USUAL_PAGE;
  if (size < 1 || size > LARGEST_PAGE)
    throw problem('input', `Argument Validation Error - first must be between 1 and ${LARGEST_PAGE}`);
  return connection(items, { first: size, after: after ?? null }, show);
}

export function userNode(view: View, user: User) {
  const { id, name, email } = user;
  return { id, name, displayName: name, email, isMe: user === view.user };
}

export function teamNode(team: Team): object {
  return {
    id: team.id,
    key: team.key,
    name: team.name,
    parent: () => (team.parent ? teamNode(team.parent) : null),
    states: (page: Page) => pageOf(team.states, page, stateNode),
  };
}

function stateNode({ id, name, type, position }: State) {
  return { id, name, type, position };
}

export function projectNode({ world }: View, { id, name, slugId }: Project) {
  const slug = name.toLowerCase().replace(/\W+/g, '-');
  return { id, name, slugId, url: `${world.url}/rehearsal/project/${slug}-${slugId}` };
}

export function labelNode({ id, name, team, isGroup }: Label) {
  return { id, name, isGroup, retiredAt: null, team: () => (team ? teamNode(team) : null) };
}

export function commentNode(view: View, comment: Comment): object {
  const { id, body, createdAt, user, issue } = comment;
  return { id, body, createdAt, user: () => userNode(view, user), issue: () => issueNode(view, issue) };
}

function relationNode(view: View, relation: Relation) {
  const { id, type, issue, relatedIssue } = relation;
  return {
    id,
    type,
    issue: () => issueNode(view, issue),
    relatedIssue: () => issueNode(view, relatedIssue),
  };
}

export function issueNode(view: View, issue: Issue): object {
  const { world } = view;
  const { id, identifier, number, title, description, priority, createdAt, updatedAt, archivedAt } = issue;
  const related = (side: 'issue' | 'relatedIssue') => (page: Page) =>
    pageOf(
      world.relations.filter((one) => one[side] === issue),
      page,
      (one) => relationNode(view, one),
    );
  return {
    id,
    identifier,
    number,
    title,
    description,
    priority,
    createdAt,
    updatedAt,
    archivedAt,
    url: issueUrl(world, issue),
    branchName: `${identifier}-${title}`.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    assignee: () => (issue.assignee ? userNode(view, issue.assignee) : null),
    state: stateNode(issue.state),
    team: () => teamNode(issue.team),
    project: () => (issue.project ? projectNode(view, issue.project) : null),
    labels: (page: Page) => pageOf(issue.labels, page, labelNode),
    // Newest first, as Linear lists by default.
    comments: (page: Page) => pageOf([...issue.comments].reverse(), page, (one) => commentNode(view, one)),
    relations: related('issue'),
    inverseRelations: related('relatedIssue'),
  };
}

/** The issue's page. */
export function issueUrl(world: World, issue: Issue): string {
  return `${world.url}/rehearsal/issue/${issue.identifier}`;
}
