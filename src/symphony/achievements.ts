import type { Achievement, AchievementId } from '../shared/stats.ts';
import type { Contribution, WorkSlice } from './contribution.ts';
import { dayTeller, runLengths } from './days.ts';
import { withoutRehearsals } from './rehearsed.ts';
import { FIRST_RELEASE } from './release.ts';
import { completedAt } from './stats.ts';

/** What is counted: moments at which the count grew, in order, and by how much. */
type Gain = { at: string; by: number };

interface Rule {
  id: AchievementId;
  title: string;
  description: string;
  target: number;
  gains(ledger: Ledger): Gain[];
}

/** Everything that achievements are earned by, in the order it happened. */
interface Ledger {
  completed: { at: string; slug: string }[];
  merged: string[];
  work: WorkSlice[];
  dayOf(moment: string): string;
}

const RULES: readonly Rule[] = [
  {
    id: 'first-steps',
    title: 'First Steps',
    description: 'Complete your first contribution.',
    target: 1,
    gains: ({ completed }) => completed.map(({ at }) => ({ at, by: 1 })),
  },
  {
    id: 'merged-melody',
    title: 'Merged Melody',
    description: 'Have a contribution merged.',
    target: 1,
    gains: ({ merged }) => merged.map((at) => ({ at, by: 1 })),
  },
  {
    id: 'weekly-rhythm',
    title: 'Weekly Rhythm',
    description: 'Complete a contribution on each of 7 days in a row.',
    target: 7,
    gains: streakGains,
  },
  {
    id: 'harmony-seeker',
    title: 'Harmony Seeker',
    description: 'Complete 10 contributions.',
    target: 10,
    gains: ({ completed }) => completed.map(({ at }) => ({ at, by: 1 })),
  },
  {
    id: 'ensemble-player',
    title: 'Ensemble Player',
    description: 'Complete contributions to 5 different projects.',
    target: 5,
    gains: ({ completed }) => {
      const seen = new Set<string>();
      return completed.map(({ at, slug }) => {
        const isNew = !seen.has(slug);
        seen.add(slug);
        return { at, by: isNew ? 1 : 0 };
      });
    },
  },
  {
    id: 'virtuoso',
    title: 'Virtuoso',
    description: 'Get 1,000 tasks done.',
    target: 1_000,
    gains: ({ work }) => work.map(({ at, tasks }) => ({ at, by: tasks })),
  },
  {
    id: 'token-millionaire',
    title: 'Token Millionaire',
    description: 'Donate 10,000,000 tokens.',
    target: 10_000_000,
    gains: ({ work }) => work.map(({ at, usage }) => ({ at, by: usage.inputTokens + usage.outputTokens })),
  },
  {
    id: 'early-adopter',
    title: 'Early Adopter',
    description: 'Complete your first contribution within a month of our first release.',
    target: 1,
    gains: ({ completed }) => {
      const end = new Date(`${FIRST_RELEASE}T00:00:00Z`);
      end.setUTCMonth(end.getUTCMonth() + 1);
      return completed.filter(({ at }) => Date.parse(at) < end.getTime()).map(({ at }) => ({ at, by: 1 }));
    },
  },
];

/** Every achievement with its progress (nothing is earned by a rehearsal) and, once earned, its local day (`timeZone`: IANA; by default the machine's). */
export function achievementsOf(contributions: readonly Contribution[], timeZone?: string): Achievement[] {
  const { dayOf } = dayTeller(timeZone);
  const ledger = ledgerOf(withoutRehearsals(contributions), dayOf);
  return RULES.map(({ gains, ...rule }) => {
    let total = 0;
    let earnedAt: string | null = null;
    for (const { at, by } of gains(ledger)) {
      total += by;
      if (total >= rule.target) earnedAt ??= dayOf(at);
    }
    const current = Math.min(total, rule.target);
    return { ...rule, current, progress: current / rule.target, earnedAt };
  });
}

function ledgerOf(contributions: readonly Contribution[], dayOf: Ledger['dayOf']): Ledger {
  const completed = contributions.flatMap((one) => {
    const at = completedAt(one);
    return at === null ? [] : [{ at, slug: one.start.slug.toLowerCase() }];
  });
  return {
    completed: completed.sort(byMoment),
    merged: contributions.flatMap(({ mergedAt }) => mergedAt ?? []).sort(),
    work: contributions.flatMap(({ work }) => work).sort(byMoment),
    dayOf,
  };
}

/** The longest streak so far grows by one whenever a run of days beats it. */
function streakGains({ completed, dayOf }: Ledger): Gain[] {
  const firstOfDay = new Map<string, string>();
  for (const { at } of completed) if (!firstOfDay.has(dayOf(at))) firstOfDay.set(dayOf(at), at);
  let longest = 0;
  return [...runLengths(firstOfDay.keys())].map(([day, length]) => {
    const by = length > longest ? 1 : 0;
    longest = Math.max(longest, length);
    return { at: firstOfDay.get(day) ?? day, by };
  });
}

function byMoment(a: { at: string }, b: { at: string }): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0;
}
