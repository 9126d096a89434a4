import { addUsage, NO_USAGE, type Usage } from '../runner/agents/agent.ts';
import type { DayStats, Stats } from '../shared/stats.ts';
import type { Contribution } from './contribution.ts';
import { type Day, dayTeller, streakOf } from './days.ts';
import { withoutRehearsals } from './rehearsed.ts';
import { isEnded } from './states.ts';

/** When a contribution was completed: its hand-over, or its merge where a maintainer did not wait for that. */
export function completedAt(contribution: Contribution): string | null {
  return contribution.handedOverAt ?? contribution.mergedAt;
}

/** The stats of some contributions, those left out that were only rehearsed; days are those of `timeZone` (IANA; by default the machine's). */
export function statsOf(all: readonly Contribution[], now: Date, timeZone?: string): Stats {
  const contributions = withoutRehearsals(all);
  const teller = dayTeller(timeZone);
  const completed = contributions.filter((contribution) => completedAt(contribution) !== null);
  const merged = contributions.filter(({ mergedAt }) => mergedAt !== null);
  const begun = contributions.filter(({ state }) => state !== 'claim_lost');
  const usage = contributions.reduce((sum, one) => addUsage(sum, one.usage), NO_USAGE);
  const days = daysOf(contributions, teller.dayOf);
  return {
    asOf: now.toISOString(),
    timeZone: teller.timeZone,
    contributions: begun.length,
    active: begun.filter(({ state }) => !isEnded(state) && state !== 'ready_for_review').length,
    completed: completed.length,
    merged: merged.length,
    issuesResolved: countDistinct(merged.map(({ start }) => `${start.slug}#${start.issue.number}`)),
    documents: sum(contributions.flatMap(({ work }) => work.map(({ documents }) => documents))),
    tasks: sum(contributions.map(({ tasks }) => tasks.done)),
    tokens: {
      input: usage.inputTokens,
      cachedInput: usage.cachedInputTokens,
      output: usage.outputTokens,
      total: usage.inputTokens + usage.outputTokens,
    },
    costUsd: usage.costUsd,
    workedMs: sum(contributions.map(({ workedMs }) => workedMs)),
    projects: countDistinct(completed.map(({ start }) => start.slug)),
    maintainersHelped: countDistinct(completed.map(({ start }) => start.slug.split('/')[0] ?? '')),
    streak: streakOf(
      completed.map((one) => teller.dayOf(completedAt(one) ?? '')),
      teller.dayOf(now),
    ),
    days,
  };
}

function daysOf(contributions: readonly Contribution[], dayOf: (moment: string) => Day): DayStats[] {
  const byDay = new Map<Day, DayStats & { usage: Usage }>();
  const on = (moment: string): DayStats & { usage: Usage } => {
    const day = dayOf(moment);
    const known = byDay.get(day);
    if (known) return known;
    const fresh = { ...emptyDay(day), usage: NO_USAGE };
    byDay.set(day, fresh);
    return fresh;
  };
  for (const contribution of contributions) {
    const done = completedAt(contribution);
    if (done !== null) on(done).contributions++;
    for (const slice of contribution.work) {
      const day = on(slice.at);
      day.tasks += slice.tasks;
      day.documents += slice.documents;
      day.workedMs += slice.workedMs;
      day.usage = addUsage(day.usage, slice.usage);
    }
  }
  return [...byDay.values()]
    .map(({ usage, ...day }) => ({
      ...day,
      inputTokens: usage.inputTokens,
      cachedInputTokens: usage.cachedInputTokens,
      outputTokens: usage.outputTokens,
      costUsd: usage.costUsd,
    }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

function emptyDay(day: Day): DayStats {
  return {
    day,
    contributions: 0,
    tasks: 0,
    documents: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    costUsd: null,
    workedMs: 0,
  };
}

/** GitHub's names are the same in upper and lower case. */
function countDistinct(names: readonly string[]): number {
  return new Set(names.map((name) => name.toLowerCase())).size;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
