import type { Clock } from '../../platform/clock.ts';
import { type Journal as AnyJournal, openJournalOf } from '../../platform/journal/store.ts';
import type { Redact } from '../../platform/redact.ts';
import type { Contribution } from '../contribution.ts';
import type { EventBody } from './events.ts';
import { CONTRIBUTIONS } from './kind.ts';

/** A contribution's open journal: its one writer. */
export type Journal = AnyJournal<EventBody, Contribution>;

/** `openJournalOf` for a contribution. @throws MaestroError `journal.damaged`. */
export function openJournal(
  path: string,
  clock: Clock,
  redact: Redact,
  lost?: AbortSignal,
): Promise<Journal> {
  return openJournalOf(CONTRIBUTIONS, path, clock, redact, lost);
}
