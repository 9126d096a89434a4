import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import type { Comment, Issue, Label, Project, Relation, State, StateType, Team, User } from './types.ts';

/** Everything that the rehearsal's Linear knows: one workspace. */
export interface World {
  /** Web address without a trailing slash. */
  readonly url: string;
  readonly clock: Clock;
  readonly users: User[];
  readonly teams: Team[];
  readonly projects: Project[];
  readonly labels: Label[];
  /** Oldest first. */
  readonly issues: Issue[];
  readonly relations: Relation[];
  /** Linear counts its changes; every payload tells the count. */
  changes: number;
}

/** An empty workspace. */
export function createWorld(url: string, clock: Clock): World {
  return {
    url,
    clock,
    users: [],
    teams: [],
    projects: [],
    labels: [],
    issues: [],
    relations: [],
    changes: 0,
  };
}

/** The states that a new team has, in Linear's own order. */
const USUAL_STATES: readonly (readonly [string, StateType])[] = [
  ['Backlog', 'backlog'],
  ['Todo', 'unstarted'],
  ['In Progress', 'started'],
  ['In Review', 'started'],
  ['Done', 'completed'],
  ['Canceled', 'canceled'],
  ['Duplicate', 'canceled'],
];

/** Adds a user with a key of the shape of Linear's personal ones. */
export function addUser(world: World, input: { name: string; email?: string; canWrite?: boolean }): User {
  const user: User = {
    id: randomUUID(),
    name: input.name,
    email: input.email ?? `${input.name.toLowerCase().replace(/\W+/g, '.')}@example.invalid`,
    key: `lin_api_${randomBytes(20).toString('hex')}`,
    canWrite: input.canWrite ?? true,
  };
  world.users.push(user);
  return user;
}

/** Adds a team with Linear's usual states, or with others. */
export function addTeam(
  world: World,
  input: { key: string; name: string; states?: readonly (readonly [string, StateType])[]; parent?: Team },
): Team {
  const states = (input.states ?? USUAL_STATES).map(
    ([name, type], position): State => ({ id: randomUUID(), name, type, position }),
  );
  const { key, name, parent = null } = input;
  const team: Team = { id: randomUUID(), key, name, states, parent, issueCount: 0 };
  world.teams.push(team);
  return team;
}

/** Adds a project; its slug id is twelve hexadecimal digits, as Linear's are. */
export function addProject(world: World, name: string): Project {
  const project: Project = { id: randomUUID(), name, slugId: randomBytes(6).toString('hex') };
  world.projects.push(project);
  return project;
}

/** Adds a label, to a team or to the workspace. */
export function addLabel(world: World, name: string, team: Team | null, isGroup = false): Label {
  const label: Label = { id: randomUUID(), name, team, isGroup };
  world.labels.push(label);
  return label;
}

/** Adds a comment. */
export function addComment(
  world: World,
  issue: Issue,
  input: { id?: string | undefined; user: User; body: string },
): Comment {
  const createdAt = now(world);
  const comment: Comment = {
    id: input.id ?? randomUUID(),
    body: input.body,
    user: input.user,
    issue,
    createdAt,
  };
  issue.comments.push(comment);
  touch(world, issue);
  return comment;
}

/** Marks the issue as changed now. */
export function touch(world: World, issue: Issue): void {
  world.changes++;
  issue.updatedAt = now(world);
}

/** The present as Linear writes it. */
export function now(world: World): string {
  return world.clock.now().toISOString();
}
