import { normalName } from './names.ts';
import type { TrackerIssue } from './trackers/tracker.ts';

/** Whether an issue is the one that was asked for, by its id or identifier; every issue is when none was (null). */
export function isAsked(asked: string | null, issue: Pick<TrackerIssue, 'id' | 'identifier'>): boolean {
  return asked === null || normalName(asked) === normalName(issue.identifier) || asked === issue.id;
}
