import { randomUUID } from 'node:crypto';
import { MaestroError } from '../../../platform/errors.ts';
import type { Issue, Label, Team } from './types.ts';
import { now, type World } from './world.ts';

/** An issue to add. Names are compared without regard to case. */
export interface IssueInput {
  /** A new one unless given. */
  id?: string;
  /** The team's key. */
  team: string;
  /** The project's slug id. */
  project?: string;
  title: string;
  description?: string;
  /** Name of one of the team's states; `Todo` unless said. */
  state?: string;
  priority?: number;
  /** The id of somebody with a key. */
  assignee?: string;
  labels?: readonly string[];
  /** ISO. */
  createdAt?: string;
}

/** Adds an issue; everything that it names must be there. */
export function addIssue(world: World, input: IssueInput): Issue {
  const team = found(
    world.teams.find(({ key }) => key === input.team),
    'team',
    input.team,
  );
  const { project: slugId } = input;
  const project =
    slugId === undefined
      ? null
      : found(
          world.projects.find((one) => one.slugId === slugId),
          'project',
          slugId,
        );
  const createdAt = input.createdAt ?? now(world);
  team.issueCount++;
  const issue: Issue = {
    id: input.id ?? randomUUID(),
    identifier: `${team.key}-${team.issueCount}`,
    number: team.issueCount,
    team,
    title: input.title,
    description: input.description ?? null,
    createdAt,
    project,
    state: stateNamed(team, input.state ?? 'Todo'),
    assignee: assigneeIn(world, input.assignee),
    priority: input.priority ?? 0,
    labels: (input.labels ?? []).map((name) => labelNamed(world, team, name)),
    comments: [],
    updatedAt: createdAt,
    archivedAt: null,
  };
  world.changes++;
  world.issues.push(issue);
  return issue;
}

/** Somebody by the id; null for nobody. @throws MaestroError `rehearsal.unknown`. */
function assigneeIn(world: World, id: string | undefined): Issue['assignee'] {
  if (id === undefined) return null;
  return found(
    world.users.find((one) => one.id === id),
    'user',
    id,
  );
}

/** @throws MaestroError `rehearsal.unknown`. */
export function stateNamed(team: Team, name: string): Team['states'][number] {
  return found(
    team.states.find((state) => sameName(state.name, name)),
    'state',
    name,
  );
}

/** The team's or the workspace's label. @throws MaestroError `rehearsal.unknown`. */
export function labelNamed(world: World, team: Team, name: string): Label {
  return found(
    world.labels.find((label) => sameName(label.name, name) && (label.team === null || label.team === team)),
    'label',
    name,
  );
}

/** @throws MaestroError `rehearsal.unknown`. */
export function issueNamed(world: World, identifier: string): Issue {
  return found(
    world.issues.find((issue) => issue.identifier === identifier),
    'issue',
    identifier,
  );
}

/** @throws MaestroError `rehearsal.unknown` when there is none. */
export function found<T>(thing: T | undefined, what: string, name: string): T {
  if (thing !== undefined) return thing;
  throw new MaestroError('rehearsal.unknown', `The rehearsal's Linear has no ${what} ${name}.`);
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
