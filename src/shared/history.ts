// Plain types only: the panels in the browser import this file, and nothing else of the engine.

/** A contribution whose work is over. All text is one line and safe to show. */
export interface HistoryRow {
  id: string;
  name: string;
  slug: string;
  /** The issue's number. */
  issue: number;
  title: string;
  issueUrl: string;
  state: 'ready_for_review' | 'merged' | 'closed' | 'failed' | 'cancelled' | 'claim_lost';
  agent: string;
  model: string | null;
  pull: { number: number; url: string } | null;
  /** ISO moments; null when it did not come to that. */
  startedAt: string;
  handedOverAt: string | null;
  endedAt: string | null;
  documents: number;
  tasksDone: number;
  tasksUnfinished: number;
  tasksTotal: number;
  /** Input and output. */
  tokens: number;
  costUsd: number | null;
  workedMs: number;
  diff: { files: number; insertions: number; deletions: number } | null;
}
