import { followJournalOf } from '../../platform/journal/follow.ts';
import { BEGINNING, type JournalPlace } from '../../platform/journal/read.ts';
import type { JournalEvent } from './events.ts';
import { CONTRIBUTIONS } from './kind.ts';

/** `followJournalOf` for a contribution. @throws MaestroError `journal.damaged`. */
export function followJournal(
  path: string,
  signal: AbortSignal,
  from: JournalPlace = BEGINNING,
): AsyncGenerator<JournalEvent> {
  return followJournalOf(CONTRIBUTIONS, path, signal, from);
}
