import * as z from 'zod';
import type { HistoryRow } from '../shared/history.ts';
import type { Achievement, DayStats, Stats } from '../shared/stats.ts';
import { ContributionState } from './contribution.ts';

// The checkable twins of the plain types in src/shared (which the browser imports without zod).

const Count = z.number().int().nonnegative();
const Money = z.number().nonnegative().nullable();
const Day = z.iso.date();

const DayStatsSchema: z.ZodType<DayStats> = z.object({
  day: Day,
  contributions: Count,
  tasks: Count,
  documents: Count,
  inputTokens: Count,
  cachedInputTokens: Count,
  outputTokens: Count,
  costUsd: Money,
  workedMs: z.number().nonnegative(),
});

/** The stats as JSON output and as a message to a panel. */
export const StatsSchema: z.ZodType<Stats> = z.object({
  asOf: z.iso.datetime(),
  timeZone: z.string(),
  contributions: Count,
  active: Count,
  completed: Count,
  merged: Count,
  issuesResolved: Count,
  documents: Count,
  tasks: Count,
  tokens: z.object({ input: Count, cachedInput: Count, output: Count, total: Count }),
  costUsd: Money,
  workedMs: z.number().nonnegative(),
  projects: Count,
  maintainersHelped: Count,
  streak: z.object({ current: Count, longest: Count }),
  days: z.array(DayStatsSchema),
});

/** An achievement as JSON output and as a message to a panel. */
export const AchievementSchema: z.ZodType<Achievement> = z.object({
  id: z.enum([
    'first-steps',
    'merged-melody',
    'weekly-rhythm',
    'harmony-seeker',
    'ensemble-player',
    'virtuoso',
    'token-millionaire',
    'early-adopter',
  ]),
  title: z.string(),
  description: z.string(),
  current: z.number().nonnegative(),
  target: z.number().positive(),
  progress: z.number().min(0).max(1),
  earnedAt: Day.nullable(),
});

/** A row of the history as JSON output and as a message to a panel. */
export const HistoryRowSchema: z.ZodType<HistoryRow> = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  issue: Count,
  title: z.string(),
  issueUrl: z.string(),
  state: ContributionState.extract([
    'ready_for_review',
    'merged',
    'closed',
    'failed',
    'cancelled',
    'claim_lost',
  ]),
  agent: z.string(),
  model: z.string().nullable(),
  pull: z.object({ number: Count, url: z.string() }).nullable(),
  startedAt: z.string(),
  handedOverAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  documents: Count,
  tasksDone: Count,
  tasksUnfinished: Count,
  tasksTotal: Count,
  tokens: Count,
  costUsd: Money,
  workedMs: z.number().nonnegative(),
  diff: z.object({ files: Count, insertions: Count, deletions: Count }).nullable(),
});
