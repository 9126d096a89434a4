// Plain types only: the panels in the browser import this file, and nothing else of the engine.

/** What one local calendar day brought. Days on which nothing happened are left out. */
export interface DayStats {
  /** `YYYY-MM-DD` in the time zone of the stats. */
  day: string;
  /** Contributions completed (handed over) on it. */
  contributions: number;
  tasks: number;
  documents: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  /** US dollars; null when no price was known that day. */
  costUsd: number | null;
  workedMs: number;
}

/** Everything that was given, from the journals of this machine. */
export interface Stats {
  /** ISO moment of the reckoning, and the IANA time zone of its days. */
  asOf: string;
  timeZone: string;
  /** Begun, without those whose claim was lost. */
  contributions: number;
  /** Neither handed over nor ended yet. */
  active: number;
  /** Handed over for review (whatever became of the pull request). */
  completed: number;
  merged: number;
  /** Issues with a merged pull request. */
  issuesResolved: number;
  /** Documents walked to their end, tasks done. */
  documents: number;
  tasks: number;
  /** `input` includes `cachedInput`; `total` is input and output. */
  tokens: { input: number; cachedInput: number; output: number; total: number };
  /** US dollars of the turns whose price is known; null when none is. */
  costUsd: number | null;
  /** Milliseconds that agents worked. */
  workedMs: number;
  /** Projects, and owners of projects, that got at least one completed contribution. */
  projects: number;
  maintainersHelped: number;
  /** Consecutive days with a completed contribution; today may still be open. */
  streak: { current: number; longest: number };
  /** In order; for calendars and for tokens and money over time. */
  days: DayStats[];
}

export type AchievementId =
  | 'first-steps'
  | 'merged-melody'
  | 'weekly-rhythm'
  | 'harmony-seeker'
  | 'ensemble-player'
  | 'virtuoso'
  | 'token-millionaire'
  | 'early-adopter';

/** An achievement, how near it is, and the day it was earned. */
export interface Achievement {
  id: AchievementId;
  title: string;
  /** How it is earned, for people. */
  description: string;
  /** `current` of `target`; `progress` is their ratio, 0 to 1. */
  current: number;
  target: number;
  progress: number;
  /** `YYYY-MM-DD`, local; null while it is not earned. */
  earnedAt: string | null;
}
