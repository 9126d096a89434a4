/** An issue that blocks another. */
export interface Blocker {
  /** The tracker's own id; null when the tracker does not let us see it. */
  id: string | null;
  identifier: string | null;
  state: string | null;
}

/** An issue as the tracker knows it. Its texts come from strangers: show them through `platform/text` only. */
export interface TrackerIssue {
  /** The tracker's stable id (Linear: a UUID; GitHub: the node id). */
  id: string;
  /** What people call it: `ENG-12`; on GitHub `repo-12`. */
  identifier: string;
  title: string;
  description: string;
  /** The state's name as the tracker writes it. On GitHub: of its state label, else `Open` or `Closed`. */
  state: string;
  /** 1 (urgent) to 4; null for none. */
  priority: number | null;
  /** In lower case, without blanks around them, each once. */
  labels: string[];
  /** Whose it is (Linear: their id; GitHub: the login of the first of them); null for nobody’s. */
  assigneeId: string | null;
  /** What the tracker itself finds it by, for tools that ask it directly; no secrets. */
  nativeRef: Record<string, string | number>;
  /** What only the tracker’s adapter can tell: false for an issue of somebody else’s, where an assignee is configured. */
  dispatchable: boolean;
  blockers: Blocker[];
  url: string;
  /** The branch name that the tracker suggests, if any. */
  branchName: string | null;
  /** ISO date-times. */
  createdAt: string;
  updatedAt: string;
}

/** A comment by the marker that it was written with, or by the tracker's own id. */
export type WhichComment = { marker: string } | { id: string };

/** An issue that an agent wants to have beside its own. */
export interface NewIssue {
  title: string;
  description: string;
  /** The same for the same issue: it may be asked for again after any failure. */
  marker: string;
  /** States that it must not be made in. */
  notIn: readonly string[];
}

export interface MadeIssue {
  identifier: string;
  url: string;
}

/**
 * What the orchestrator asks of a tracker. Every method parses the answer, has a time limit, can be cancelled, and rejects
 * with a MaestroError `tracker.*` (`unauthorized`, `forbidden`, `not-found`, `rate-limited` with `data.resetAt`, `unavailable`,
 * `timeout`, `offline`, `bad-answer`, `refused`) that names the tracker and what was tried.
 */
export interface Tracker {
  readonly kind: 'linear' | 'github';
  /** All issues of the configured project in these states (names compared without regard to case), every page of them. */
  issuesByState(states: readonly string[], signal: AbortSignal): Promise<TrackerIssue[]>;
  /** Fresh; those that are gone, or are not of the configured project any more, are missing from the answer. */
  issuesById(ids: readonly string[], signal: AbortSignal): Promise<TrackerIssue[]>;
  /**
   * Brings the issue into a state by its name. An issue that is there already is left alone. A write whose answer was lost
   * is looked at before it is said to have failed.
   * @throws MaestroError `tracker.unknown-state`, naming those there are.
   */
  transition(issueId: string, state: string, signal: AbortSignal): Promise<void>;
  /**
   * Adds a comment unless one with the same hidden marker is there: it may be called again after any failure. Returns
   * whether a comment was written.
   */
  commentOnce(issueId: string, marker: string, body: string, signal: AbortSignal): Promise<boolean>;
  /** Adds a label that exists. @throws MaestroError `tracker.unknown-label` when the tracker has none of this name. */
  addLabel(issueId: string, label: string, signal: AbortSignal): Promise<void>;
  /**
   * Gives a comment on the issue other words, when an agent of ours has written it with this key. Not every tracker can, nor
   * can it do what follows.
   * @throws MaestroError `tracker.not-found` when there is no such comment.
   */
  updateComment?(issueId: string, which: WhichComment, body: string, signal: AbortSignal): Promise<void>;
  /** Makes an issue in the same project; found again when it is there already. */
  createIssue?(issueId: string, input: NewIssue, signal: AbortSignal): Promise<MadeIssue>;
  /** Sends one operation as it stands. @throws MaestroError `tracker.*` when there is no answer of GraphQL's. */
  graphql?(
    operation: { query: string; variables: Record<string, unknown> },
    signal: AbortSignal,
  ): Promise<{ ok: boolean; body: unknown }>;
}
