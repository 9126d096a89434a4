import type { Issue } from '../world/types.ts';
import { addIssue } from '../world/add-issue.ts';
import { addComment, touch } from '../world/world.ts';
import {
  type IssueFilter,
  issuePasses,
  type LabelFilter,
  labelPasses,
  type ProjectFilter,
  projectPasses,
} from './filters.ts';
import {
  commentNode,
  issueNode,
  labelNode,
  type Page,
  pageOf,
  projectNode,
  userNode,
  type View,
} from './nodes.ts';
import { notFound, problem } from './problem.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

interface Listed<F> extends Page {
  filter?: F | null;
  includeArchived?: boolean | null;
}

/** What can be read. */
export function queries(view: View) {
  const { world } = view;
  return {
    viewer: () => userNode(view, view.user),
    issue: ({ id }: { id: string }) => issueNode(view, issueAt(view, id)),
    issues: (args: Listed<IssueFilter>) =>
      pageOf(
        // Newest first, as Linear lists by default.
        world.issues
          .filter((one) => (args.includeArchived || one.archivedAt === null) && issuePasses(one, args.filter))
          .reverse(),
        args,
        (one) => issueNode(view, one),
      ),
    issueLabels: (args: Listed<LabelFilter>) =>
      pageOf(
        world.labels.filter((one) => labelPasses(one, args.filter)),
        args,
        labelNode,
      ),
    projects: (args: Listed<ProjectFilter>) =>
      pageOf(
        world.projects.filter((one) => projectPasses(one, args.filter)),
        args,
        (one) => projectNode(view, one),
      ),
  };
}

/** What can be changed. */
export function mutations(view: View) {
  const { world } = view;
  const payload = (issue: Issue) => ({
    success: true,
    lastSyncId: world.changes,
    issue: issueNode(view, issue),
  });
  const labelAt = (id: string) => {
    const label = world.labels.find((one) => one.id === id);
    if (!label) throw notFound('IssueLabel');
    return label;
  };
  return {
    issueUpdate({ id, input }: { id: string; input: { stateId?: string | null } }) {
      const issue = issueAt(view, id);
      if (input.stateId != null) {
        const state = issue.team.states.find((one) => one.id === input.stateId);
        if (!state) throw notFound('WorkflowState');
        issue.state = state;
      }
      touch(world, issue);
      return payload(issue);
    },
    issueCreate({ input }: { input: Created }) {
      const { id, teamId, projectId, stateId, title, description } = input;
      const team = world.teams.find((one) => one.id === teamId);
      if (!team) throw notFound('Team');
      const project = world.projects.find((one) => one.id === projectId);
      if (projectId != null && !project) throw notFound('Project');
      const state = team.states.find((one) => one.id === stateId);
      if (stateId != null && !state) throw notFound('WorkflowState');
      if (!title?.trim()) throw problem('input', 'Argument Validation Error - title should not be empty');
      requireNewId(id, world.issues);
      const issue = addIssue(world, {
        ...(id == null ? {} : { id }),
        team: team.key,
        title,
        state: (state ?? team.states.find(({ type }) => type === 'backlog') ?? team.states[0])?.name ?? '',
        ...(project ? { project: project.slugId } : {}),
        ...(description == null ? {} : { description }),
      });
      return payload(issue);
    },
    issueAddLabel({ id, labelId }: { id: string; labelId: string }) {
      const issue = issueAt(view, id);
      const label = labelAt(labelId);
      if (label.isGroup)
        throw problem('input', 'Label is a group', 'A label group cannot be put on an issue.');
      if (label.team && label.team !== issue.team && label.team !== issue.team.parent)
        throw problem('input', 'Label is of another team', 'The label belongs to another team.');
      if (!issue.labels.includes(label)) issue.labels.push(label);
      touch(world, issue);
      return payload(issue);
    },
    issueRemoveLabel({ id, labelId }: { id: string; labelId: string }) {
      const issue = issueAt(view, id);
      const at = issue.labels.indexOf(labelAt(labelId));
      if (at >= 0) issue.labels.splice(at, 1);
      touch(world, issue);
      return payload(issue);
    },
    commentCreate({
      input,
    }: {
      input: { id?: string | null; issueId?: string | null; body?: string | null };
    }) {
      const { id, issueId, body } = input;
      if (!issueId || !body?.trim()) throw problem('input');
      requireNewId(
        id,
        world.issues.flatMap(({ comments }) => comments),
      );
      const issue = issueAt(view, issueId);
      const comment = addComment(world, issue, { id: id ?? undefined, user: view.user, body });
      return { success: true, lastSyncId: world.changes, comment: commentNode(view, comment) };
    },
    commentUpdate({ id, input }: { id: string; input: { body?: string | null } }) {
      const comment = world.issues.flatMap(({ comments }) => comments).find((one) => one.id === id);
      if (!comment) throw notFound('Comment');
      if (comment.user !== view.user) throw problem('forbidden');
      if (input.body != null) comment.body = input.body;
      touch(world, comment.issue);
      return { success: true, lastSyncId: world.changes, comment: commentNode(view, comment) };
    },
  };
}

interface Created {
  id?: string | null;
  teamId: string;
  projectId?: string | null;
  stateId?: string | null;
  title?: string | null;
  description?: string | null;
}

/** Clients may choose ids: UUIDs that nothing of the kind has. */
function requireNewId(id: string | null | undefined, others: readonly { id: string }[]): void {
  if (id == null) return;
  if (!UUID.test(id)) throw problem('input', 'Argument Validation Error - id must be a UUID');
  if (others.some((one) => one.id === id))
    throw problem('input', 'Entity already exists', 'One with this id exists already.');
}

/** By id or identifier. */
function issueAt({ world }: View, id: string): Issue {
  const issue = world.issues.find((one) => one.id === id || one.identifier === id);
  if (!issue) throw notFound('Issue');
  return issue;
}
