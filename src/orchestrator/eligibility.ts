import type { Guard } from './lane/guards.ts';
import { includesName, normalName, sameName } from './names.ts';
import type { Blocker, TrackerIssue } from './trackers/tracker.ts';
import type { Workflow } from './workflow/types.ts';

/** What is known of an issue besides what the tracker says. */
export interface Situation {
  /** Somebody holds its lease. */
  leased: boolean;
  guard: Pick<Guard, 'nextAction'> | null;
  /** The states that the issues of the lanes that run now were in when they began. */
  running: readonly string[];
}

/** The one state that waits for its blockers, by the service specification. */
const WAITS_FOR_BLOCKERS = 'todo';

/** Why an issue cannot be started now, as a clause for people; null when it can. */
export function whyNot(issue: TrackerIssue, workflow: Workflow, situation: Situation): string | null {
  const { tracker, execution } = workflow;
  if (!includesName(tracker.startableStates, issue.state))
    return `its state ${issue.state} is not one to start in`;
  const never = whyNever(issue, workflow);
  if (never !== null) return never;
  if (situation.guard !== null) return `it waits for a person: ${situation.guard.nextAction}`;
  const blocker = sameName(issue.state, WAITS_FOR_BLOCKERS)
    ? issue.blockers.find((one) => !isDone(one, tracker.terminalStates))
    : undefined;
  if (blocker) return `it is blocked by ${blocker.identifier ?? 'an issue that cannot be seen'}`;
  if (situation.leased) return 'its lane is taken by another process';
  if (situation.running.length >= execution.maxConcurrentAgents) return 'no slot is free';
  const limit = execution.maxConcurrentAgentsByState[normalName(issue.state)];
  const inState = situation.running.filter((state) => sameName(state, issue.state)).length;
  if (limit !== undefined && inState >= limit) return `no slot is free for ${issue.state}`;
  return null;
}

/** Whether it is in a state in which a run may go on. */
export function isActive({ state }: Pick<TrackerIssue, 'state'>, { tracker }: Workflow): boolean {
  return includesName(tracker.activeStates, state);
}

/** Whether it is in a terminal state. */
export function isOver({ state }: Pick<TrackerIssue, 'state'>, { tracker }: Workflow): boolean {
  return includesName(tracker.terminalStates, state);
}

/** Why a run on the issue should not go on, read right before its agent starts; null when it should. */
export function whyNoLonger(issue: TrackerIssue, workflow: Workflow): string | null {
  if (!isActive(issue, workflow)) return `its state ${issue.state} is not an active one`;
  return whyNever(issue, workflow);
}

/** Whether nothing but the needs-attention label keeps a run on the issue from going on. */
export function isOnlyHeldByLabel(issue: TrackerIssue, workflow: Workflow): boolean {
  const { needsAttentionLabel } = workflow.tracker;
  const labels = issue.labels.filter((label) => !sameName(label, needsAttentionLabel));
  const isOn = labels.length < issue.labels.length;
  return isOn && whyNoLonger({ ...issue, labels }, workflow) === null;
}

/** What holds in every state. */
function whyNever(issue: TrackerIssue, workflow: Workflow): string | null {
  if (isOver(issue, workflow)) return `its state ${issue.state} is a terminal one`;
  return whyUnwanted(issue, workflow);
}

/** What its labels say against a run, whatever its state; labels in `but` say nothing. */
export function whyUnwanted(
  issue: Pick<TrackerIssue, 'labels' | 'dispatchable'>,
  { tracker }: Workflow,
  but: readonly string[] = [],
): string | null {
  if (!issue.dispatchable)
    return tracker.assignee === null
      ? 'its tracker keeps it from being started'
      : `it is not assigned to ${tracker.assignee}`;
  for (const label of [tracker.optOutLabel, tracker.needsAttentionLabel])
    if (includesName(issue.labels, label) && !includesName(but, label)) return `it has the label ${label}`;
  const missing = tracker.requiredLabels.find((label) => !includesName(issue.labels, label));
  return missing === undefined ? null : `it lacks the label ${missing}`;
}

/** Most urgent first (1 to 4, then those without a priority), then the oldest, then by identifier. */
export function inOrder<I extends Pick<TrackerIssue, 'priority' | 'createdAt' | 'identifier'>>(
  issues: readonly I[],
): I[] {
  const rank = ({ priority }: I): number =>
    priority !== null && priority >= 1 && priority <= 4 ? priority : 5;
  return [...issues].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      ageRank(a) - ageRank(b) ||
      (a.identifier < b.identifier ? -1 : a.identifier > b.identifier ? 1 : 0),
  );
}

/** One whose age nobody knows comes after all others. */
function ageRank({ createdAt }: Pick<TrackerIssue, 'createdAt'>): number {
  const created = Date.parse(createdAt);
  return Number.isNaN(created) ? Number.MAX_SAFE_INTEGER : created;
}

/** A blocker that cannot be seen is not known to be over. */
function isDone({ state }: Blocker, terminal: readonly string[]): boolean {
  return state !== null && includesName(terminal, state);
}
