import type { Api } from '../api.ts';
import { blockersOf } from './blockers.ts';
import { issuesByNodeId, labelsOf, listIssues } from './read.ts';
import type { TrackedIssues } from './types.ts';
import { addLabel, removeLabel, setState } from './write.ts';

/** Issues as a tracker of work, for one client. */
export function trackedIssues(api: Api): TrackedIssues {
  return {
    list: (repo, query, signal) => listIssues(api, repo, query, signal),
    byNodeId: (ids, signal) => issuesByNodeId(api, ids, signal),
    blockers: (repo, issues, signal) => blockersOf(api, repo, issues, signal),
    labels: (repo, signal) => labelsOf(api, repo, signal),
    addLabel: (repo, number, label, signal) => addLabel(api, repo, number, label, signal),
    removeLabel: (repo, number, label, signal) => removeLabel(api, repo, number, label, signal),
    setState: (repo, number, reason, signal) => setState(api, repo, number, reason, signal),
  };
}
