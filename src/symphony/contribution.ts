import type { Usage } from '../runner/agents/agent.ts';
import type { DocumentFact, PauseReason, StartFacts } from './journal/events.ts';

/** Where a contribution stands. `interrupted` is never journaled: it is what a dead engine's active state reads as. */
export type ContributionState =
  | 'claiming'
  | 'preparing'
  | 'running'
  | 'paused'
  | 'finishing'
  | 'ready_for_review'
  | 'merged'
  | 'closed'
  | 'interrupted'
  | 'needs_attention'
  | 'failed'
  | 'cancelled'
  | 'claim_lost';

/** One task of a document, as the journal tells it. */
export interface TaskView {
  key: string;
  text: string;
  state: 'open' | 'running' | 'done' | 'unfinished';
  attempts: number;
  commit: string | null;
}

/** One document of a contribution. */
export interface DocumentView extends DocumentFact {
  /** Working copy, relative to the clone; null before it was copied. */
  file: string | null;
  state: 'waiting' | 'running' | 'finished' | 'skipped';
  tasks: TaskView[];
  /** Counted when copied, until the tasks themselves are known. */
  taskCount: number;
}

/** The claim: what exists on GitHub because of us. */
export interface ClaimView {
  head: string;
  headCloneUrl: string;
  baseCloneUrl: string;
  forked: boolean;
  branch: string;
  baseBranch: string;
  baseSha: string;
  baseTreeSha: string;
  author: { name: string; email: string };
  signOff: boolean;
  /** The empty commit's sha once the branch was made. */
  sha: string | null;
  pull: { number: number; nodeId: string; url: string; draft: boolean } | null;
  confirmed: boolean;
}

/** The state of one contribution: a pure fold over its journal. */
export interface Contribution {
  id: string;
  start: StartFacts;
  state: ContributionState;
  /** The state that an interrupted one was in. */
  createdAt: string;
  updatedAt: string;
  paused: { reason: PauseReason; message: string; until: string | null } | null;
  /** The error of `failed`, `needs_attention`; the winner's words of `claim_lost`. */
  problem: { code: string; message: string; remedy: string | null } | null;
  claim: ClaimView | null;
  clone: { dir: string; ready: boolean; removed: boolean } | null;
  documents: DocumentView[];
  tasks: { done: number; unfinished: number; total: number };
  usage: Usage;
  /** Milliseconds spent in turns. */
  workedMs: number;
  /** What it is doing now, one line; null when nothing. */
  activity: string | null;
  sessionId: string | null;
  diff: { files: number; insertions: number; deletions: number } | null;
  pushedSha: string | null;
  handedOverAt: string | null;
  pullState: 'open' | 'merged' | 'closed' | null;
  mergedAt: string | null;
  /** A request to cancel was begun; `removeClone` as it was asked. */
  cancelling: { removeClone: boolean } | null;
  /** What could not be undone. */
  left: string[];
  notices: { code: string; message: string }[];
  /** Number of events folded. */
  events: number;
}
