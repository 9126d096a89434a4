import type { TrackedIssue } from '../../../github/tracked/types.ts';
import type { TrackerIssue } from '../tracker.ts';
import { normalLabels } from '../labels.ts';
import { type StateNames, stateOf } from './states.ts';

/** GitHub's issue as a tracker's. */
export function trackerIssue(
  issue: TrackedIssue,
  blockers: readonly TrackedIssue[],
  names: StateNames,
  dispatchable: boolean,
): TrackerIssue {
  return {
    id: issue.nodeId,
    identifier: identifierOf(issue),
    title: issue.title,
    description: issue.body,
    state: stateOf(issue, names),
    priority: priorityOf(issue.labels),
    labels: normalLabels(issue.labels),
    assigneeId: issue.assignees[0]?.login ?? null,
    nativeRef: { repository: issue.slug, number: issue.number, node_id: issue.nodeId },
    dispatchable,
    blockers: blockers.map((one) => ({
      id: one.nodeId,
      identifier: identifierOf(one),
      state: stateOf(one, names),
    })),
    url: issue.url,
    branchName: null,
    createdAt: issue.createdAt,
    updatedAt: issue.updatedAt,
  };
}

/** `repo-12`. */
function identifierOf({ slug, number }: TrackedIssue): string {
  return `${slug.split('/')[1]}-${number}`;
}

/** The most urgent of the labels `priority:1` to `priority:4`. */
function priorityOf(labels: readonly string[]): number | null {
  const found = labels.flatMap((label) => /^priority:\s*([1-4])$/i.exec(label)?.[1] ?? []).sort();
  return found[0] === undefined ? null : Number(found[0]);
}
