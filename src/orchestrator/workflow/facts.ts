import type { TrackerIssue } from '../trackers/tracker.ts';

/** What a prompt is made of. */
export interface PromptFacts {
  issue: TrackerIssue;
  runId: string;
  attempt: number;
  /** ISO date-time. */
  startedAt: string;
  /** The lane's name: what may be told to others. */
  workspacePath: string;
  transport: string;
  /** null in specification mode. */
  branch: string | null;
  turn: number;
  maxTurns: number;
  lastFailure: LastFailure | null;
}

/** Why the attempt before failed. */
export interface LastFailure {
  message: string;
  /** The end of what the validation command printed that failed; null when none did. */
  output: string | null;
}
