import { randomUUID } from 'node:crypto';
import { issueUrl } from './graphql/nodes.ts';
import type { Limits } from './http/limits.ts';
import { addIssue, found, type IssueInput, issueNamed, labelNamed, stateNamed } from './world/add-issue.ts';
import type { StateType, Team, User } from './world/types.ts';
import { addComment, addLabel, addProject, addTeam, addUser, now, touch, type World } from './world/world.ts';

/** An issue as it is now, for assertions. */
export interface LinearIssueSnapshot {
  id: string;
  identifier: string;
  url: string;
  title: string;
  state: string;
  labels: string[];
  comments: { author: string; body: string }[];
  updatedAt: string;
}

/** What people do beside the API: the rehearsal sets its stage with these, tests look at the outcome. */
export interface LinearControls {
  /** `canWrite: false` gives a key that may only read. */
  addUser(input: { name: string; email?: string; canWrite?: boolean }): {
    id: string;
    name: string;
    key: string;
  };
  /** `parent` is a team's key; `states` replaces Linear's usual seven. */
  addTeam(input: {
    key: string;
    name: string;
    states?: readonly (readonly [string, StateType])[];
    parent?: string;
  }): { id: string };
  addProject(name: string): { id: string; slugId: string };
  /** A label of the team with this key, or (null) of the workspace. */
  addLabel(name: string, team: string | null, options?: { isGroup?: boolean }): { id: string };
  addIssue(input: IssueInput): { id: string; identifier: string; url: string };
  /** `blocker` blocks `blocked`: both are identifiers. */
  block(blocker: string, blocked: string): void;
  comment(identifier: string, input: { author: string; body: string }): void;
  setState(identifier: string, state: string): void;
  label(identifier: string, label: string): void;
  moveToProject(identifier: string, slugId: string | null): void;
  archive(identifier: string): void;
  /** The issue as it is now (a copy). */
  issue(identifier: string): LinearIssueSnapshot;
  issues(): LinearIssueSnapshot[];
  /** Sets how many requests remain of the present hour for the user of this name. */
  setRemaining(user: string, requests: number): void;
}

/** The controls of a workspace. Each rejects what is not there with MaestroError `rehearsal.unknown`. */
export function createControls(world: World, limits: Limits): LinearControls {
  const teamAt = (key: string): Team =>
    found(
      world.teams.find((one) => one.key === key),
      'team',
      key,
    );
  const userAt = (name: string): User =>
    found(
      world.users.find((one) => one.name === name),
      'user',
      name,
    );
  const snapshot = (identifier: string): LinearIssueSnapshot => {
    const issue = issueNamed(world, identifier);
    return {
      id: issue.id,
      identifier,
      url: issueUrl(world, issue),
      title: issue.title,
      state: issue.state.name,
      labels: issue.labels.map(({ name }) => name),
      comments: issue.comments.map(({ user, body }) => ({ author: user.name, body })),
      updatedAt: issue.updatedAt,
    };
  };

  return {
    addUser(input) {
      const { id, name, key } = addUser(world, input);
      return { id, name, key };
    },
    addTeam({ parent, ...input }) {
      return { id: addTeam(world, { ...input, ...(parent ? { parent: teamAt(parent) } : {}) }).id };
    },
    addProject(name) {
      const { id, slugId } = addProject(world, name);
      return { id, slugId };
    },
    addLabel(name, team, { isGroup = false } = {}) {
      return { id: addLabel(world, name, team === null ? null : teamAt(team), isGroup).id };
    },
    addIssue(input) {
      const issue = addIssue(world, input);
      return { id: issue.id, identifier: issue.identifier, url: issueUrl(world, issue) };
    },
    block(blocker, blocked) {
      const [issue, relatedIssue] = [issueNamed(world, blocker), issueNamed(world, blocked)];
      world.relations.push({ id: randomUUID(), type: 'blocks', issue, relatedIssue });
    },
    comment(identifier, { author, body }) {
      addComment(world, issueNamed(world, identifier), { user: userAt(author), body });
    },
    setState(identifier, state) {
      const issue = issueNamed(world, identifier);
      issue.state = stateNamed(issue.team, state);
      touch(world, issue);
    },
    label(identifier, label) {
      const issue = issueNamed(world, identifier);
      issue.labels.push(labelNamed(world, issue.team, label));
      touch(world, issue);
    },
    moveToProject(identifier, slugId) {
      const issue = issueNamed(world, identifier);
      issue.project =
        slugId === null
          ? null
          : found(
              world.projects.find((one) => one.slugId === slugId),
              'project',
              slugId,
            );
      touch(world, issue);
    },
    archive(identifier) {
      const issue = issueNamed(world, identifier);
      touch(world, issue);
      issue.archivedAt = now(world);
    },
    issue: snapshot,
    issues: () => world.issues.map(({ identifier }) => snapshot(identifier)),
    setRemaining: (user, remaining) => limits.set(userAt(user), remaining),
  };
}
