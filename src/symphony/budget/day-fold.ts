import { tokensOf } from '../../runner/agents/agent.ts';
import type { Day } from '../days.ts';
import type { JournalEvent } from '../journal/events.ts';
import { NOTHING_SPENT, type Spent } from './check.ts';

/** Adds up what journals tell, by the day on which it was spent. One per journal. */
export interface DayFold {
  add(event: JournalEvent): void;
  spentOn(day: Day): Spent;
  /** The last sign of life of a turn that has not ended (ISO); null when none is under way. */
  turnSeenAt(): string | null;
}

/**
 * A fold of one journal. Tokens and money are counted from the usage events alone (a turn's total is their sum, and a killed
 * turn has no total); time from event to event within a turn.
 */
export function dayFold(dayOf: (at: string) => Day): DayFold {
  const days = new Map<Day, Spent>();
  const dayAt = byMinute(dayOf);
  let seen: string | null = null;

  const spend = (at: string, part: Partial<Spent>): void => {
    const day = dayAt(at);
    const before = days.get(day) ?? NOTHING_SPENT;
    days.set(day, {
      tokens: before.tokens + (part.tokens ?? 0),
      usd: before.usd + (part.usd ?? 0),
      minutes: before.minutes + (part.minutes ?? 0),
      unpricedTokens: before.unpricedTokens + (part.unpricedTokens ?? 0),
    });
  };
  const time = (at: string): void => {
    const ms = seen === null ? 0 : Date.parse(at) - Date.parse(seen);
    if (ms > 0) spend(at, { minutes: ms / 60_000 });
  };

  return {
    add(event) {
      switch (event.type) {
        case 'turn_started':
          seen = event.at;
          return;
        case 'turn_finished':
          time(event.at);
          seen = null;
          return;
        case 'agent': {
          if (seen === null) return;
          time(event.at);
          seen = event.at;
          if (event.event.kind !== 'usage') return;
          const { usage } = event.event;
          const tokens = tokensOf(usage);
          const unpricedTokens = usage.costUsd === null ? tokens : 0;
          return spend(event.at, { tokens, usd: usage.costUsd ?? 0, unpricedTokens });
        }
        case 'engine_started':
        case 'engine_stopped':
          // What ran then broke off at its last sign of life.
          seen = null;
      }
    },
    spentOn: (day) => days.get(day) ?? NOTHING_SPENT,
    turnSeenAt: () => seen,
  };
}

/** A day begins on a whole minute everywhere; asking the calendar once a minute is enough. */
function byMinute(dayOf: (at: string) => Day): (at: string) => Day {
  let minute = '';
  let day = '';
  return (at) => {
    const key = at.slice(0, 16);
    if (key !== minute) {
      day = dayOf(at);
      minute = key;
    }
    return day;
  };
}
