import { stat } from 'node:fs/promises';
import { describeError, MaestroError } from '../../platform/errors.ts';
import { isMissing } from '../../platform/files.ts';
import type { SymphonyContext } from '../context.ts';
import { contributionIds } from '../contributions.ts';
import { dayTeller } from '../days.ts';
import { contributionPaths } from '../journal/paths.ts';
import { BEGINNING, type JournalPlace, readJournalFrom } from '../journal/read.ts';
import { NOTHING_SPENT, type Spent } from './check.ts';
import { type DayFold, dayFold } from './day-fold.ts';

/** What all contributions of this machine have spent today, by their journals. */
export interface DayLedger {
  /** Looks at what the journals say now; each is read on from where the last look ended. */
  today(now: Date): Promise<Spent>;
}

interface Page {
  fold: DayFold;
  place: JournalPlace;
}

/** A ledger for the engine of one contribution; `ownId`'s turn under way is counted up to now. */
export function dayLedger(ctx: Pick<SymphonyContext, 'home' | 'log'>, ownId: string): DayLedger {
  const pages = new Map<string, Page>();
  const broken = new Set<string>();
  const { dayOf } = dayTeller();

  async function pageOf(id: string, today: string): Promise<Page | undefined> {
    const { journal } = contributionPaths(ctx.home, id);
    const file = await stat(journal).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    const known = pages.get(id);
    // Journals of earlier days have nothing of today; there can be very many.
    if (!file || (!known && dayOf(file.mtime) < today)) return known;
    const page = known ?? { fold: dayFold(dayOf), place: BEGINNING };
    pages.set(id, page);
    if (file.size <= page.place.offset) return page;
    for await (const { events, place } of readJournalFrom(journal, page.place)) {
      for (const event of events) page.fold.add(event);
      page.place = place;
    }
    return page;
  }

  return {
    async today(now) {
      const today = dayOf(now);
      let sum = NOTHING_SPENT;
      for (const id of await contributionIds(ctx.home)) {
        const page = await pageOf(id, today).catch((error: unknown) => {
          // A damaged journal must not stop the others; what it tells up to there counts.
          if (!(error instanceof MaestroError)) throw error;
          if (!broken.has(id)) ctx.log.warn(`The day's budget leaves ${id} out: ${describeError(error)}`);
          broken.add(id);
          return pages.get(id);
        });
        if (page) sum = plus(sum, page.fold.spentOn(today));
        if (id === ownId) sum = plus(sum, running(page, now));
      }
      return sum;
    },
  };
}

/** The time since the last event of a turn that is certain to go on: our own. */
function running(page: Page | undefined, now: Date): Spent {
  const seen = page?.fold.turnSeenAt() ?? null;
  const ms = seen === null ? 0 : now.getTime() - Date.parse(seen);
  return { ...NOTHING_SPENT, minutes: Math.max(0, ms) / 60_000 };
}

function plus(a: Spent, b: Spent): Spent {
  return {
    tokens: a.tokens + b.tokens,
    usd: a.usd + b.usd,
    minutes: a.minutes + b.minutes,
    unpricedTokens: a.unpricedTokens + b.unpricedTokens,
  };
}
