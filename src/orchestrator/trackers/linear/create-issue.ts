import type { Clock } from '../../../platform/clock.ts';
import { createOnce } from '../../../platform/once.ts';
import { isUnclear, trackerError } from '../errors.ts';
import { includesName } from '../../names.ts';
import type { MadeIssue, NewIssue } from '../tracker.ts';
import type { AskLinear } from './client.ts';
import { commentId } from './comments.ts';
import { ISSUE_CREATE, ISSUE_MADE, ISSUE_PLACE, IssueCreate, IssueMade, IssuePlace } from './queries.ts';

/** The types of states in which nobody begins anything. */
const WAITING = ['backlog', 'triage'];

/**
 * Makes an issue in the team and the project of another one, in a state of the backlog: it must not be begun before a person has
 * looked at it. Its id is made of that issue and the marker, so that Linear itself refuses a second one.
 * @throws MaestroError `tracker.unknown-state` when every such state is one that issues are begun in.
 */
export async function createIssue(
  ask: AskLinear,
  clock: Clock,
  issueId: string,
  { title, description, marker, notIn }: NewIssue,
  signal: AbortSignal,
): Promise<MadeIssue> {
  const doing = 'make a Linear issue';
  const id = commentId(issueId, marker);
  const look = async (): Promise<MadeIssue | undefined> =>
    (await ask({ doing, query: ISSUE_MADE, variables: { id }, shape: IssueMade, signal })).issues.nodes[0];
  const found = await look();
  if (found) return found;
  const { issue } = await ask({
    doing,
    query: ISSUE_PLACE,
    variables: { id: issueId },
    shape: IssuePlace,
    signal,
  });
  const state = WAITING.flatMap((type) => issue.team.states.nodes.filter((one) => one.type === type)).find(
    ({ name }) => !includesName(notIn, name),
  );
  if (!state || !issue.project)
    throw trackerError(
      'tracker.unknown-state',
      doing,
      issue.project
        ? `the team of ${issue.identifier} has no state of the backlog in which nothing is begun`
        : `${issue.identifier} is in no project`,
    );
  const input = {
    id,
    teamId: issue.team.id,
    projectId: issue.project.id,
    stateId: state.id,
    title,
    description,
  };
  return createOnce<MadeIssue>(clock, signal, {
    isUnclear,
    look,
    create: async () =>
      (await ask({ doing, query: ISSUE_CREATE, variables: { input }, shape: IssueCreate, signal }))
        .issueCreate.issue,
  });
}
