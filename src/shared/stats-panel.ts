// Plain types only: the panels in the browser import this file, and nothing else of the engine.
import type { HistoryRow } from './history.ts';
import type { Achievement, Stats } from './stats.ts';

/** Everything the stats panel shows. */
export interface StatsView {
  stats: Stats;
  achievements: Achievement[];
  history: HistoryRow[];
  /** BCP 47 tag for numbers and dates. */
  locale: string;
  words: StatsWords;
}

/** The panel's texts in the user's language. */
export interface StatsWords {
  title: string;
  refresh: string;
  nothingYet: string;
  contributions: string;
  merged: string;
  tasks: string;
  documents: string;
  tokens: string;
  cached: string;
  money: string;
  unknown: string;
  time: string;
  inTurns: string;
  projects: string;
  streak: string;
  longest: string;
  tokensPerDay: string;
  achievements: string;
  earned: string;
  history: string;
  issue: string;
  state: string;
  agent: string;
  changes: string;
  pullRequest: string;
  states: Record<HistoryRow['state'], string>;
}

/** What the window tells the panel. */
export type ToStatsPanel = { type: 'show'; view: StatsView };

/** What the panel tells the window: that it can take messages, and what the user pressed. */
export type FromStatsPanel =
  | { type: 'ready' }
  | { type: 'refresh' }
  | { type: 'openPullRequest'; id: string };
