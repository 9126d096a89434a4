import type { Issue, RepoRef } from '../types.ts';

/** Why an issue was closed, as GitHub says it. */
export type CloseReason = 'completed' | 'not_planned' | 'duplicate';

/** An issue as a tracker of work needs it. */
export interface TrackedIssue extends Issue {
  /** Those who are to do it. */
  assignees: { id: string; login: string }[];
  /** `owner/name` of its repository. */
  slug: string;
  /** null for open ones, and where GitHub gives none that we know. */
  reason: CloseReason | null;
  /** How many issues block it, open or closed; null when this answer does not tell. */
  blockerCount: number | null;
}

/** An issue whose blockers are asked for. */
export type BlockedIssue = Pick<TrackedIssue, 'nodeId' | 'number'>;

/** Which issues of a repository are listed. */
export interface IssueQuery {
  state: 'open' | 'closed';
  label?: string;
  /** Told of each record that is no whole issue, and is left out; without it such a record is an error. */
  onBroken?(words: string): void;
}

/** Issues as a tracker of work. All methods reject with a MaestroError `github.*`; none writes anything twice. */
export interface TrackedIssues {
  /** All issues of the repository in that state, with the label if one is given: every page, no pull requests. */
  list(repo: RepoRef, query: IssueQuery, signal?: AbortSignal): Promise<TrackedIssue[]>;
  /** By node id, from any repository; those that are gone are missing. Signed in only. */
  byNodeId(ids: readonly string[], signal?: AbortSignal): Promise<TrackedIssue[]>;
  /**
   * The issues that block each of these issues of the repository, by node id, by GitHub's own dependencies; none where GitHub
   * (Enterprise) has none. Signed in only.
   */
  blockers(
    repo: RepoRef,
    issues: readonly BlockedIssue[],
    signal?: AbortSignal,
  ): Promise<Map<string, TrackedIssue[]>>;
  /** Names of the repository's labels. */
  labels(repo: RepoRef, signal?: AbortSignal): Promise<string[]>;
  /** Adds a label. GitHub makes it when there is none of the name: look at `labels` first. */
  addLabel(repo: RepoRef, number: number, label: string, signal?: AbortSignal): Promise<void>;
  /** Takes a label off; one that is not on is no failure. */
  removeLabel(repo: RepoRef, number: number, label: string, signal?: AbortSignal): Promise<void>;
  /** Closes with a reason, or (null) reopens. GitHub ignores the reason of what is closed already. */
  setState(repo: RepoRef, number: number, reason: CloseReason | null, signal?: AbortSignal): Promise<void>;
}
