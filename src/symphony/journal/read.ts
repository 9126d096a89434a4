import {
  BEGINNING,
  type JournalBatch,
  type JournalPlace,
  readJournalOf,
} from '../../platform/journal/read.ts';
import type { JournalEvent } from './events.ts';
import { CONTRIBUTIONS } from './kind.ts';

export { BEGINNING, type JournalPlace };

/** `readJournalOf` for a contribution. @throws MaestroError `journal.damaged`. */
export function readJournalFrom(
  path: string,
  from: JournalPlace,
): AsyncGenerator<JournalBatch<JournalEvent>> {
  return readJournalOf(CONTRIBUTIONS, path, from);
}

/** The events of a contribution's journal that this version knows, in their order. */
export async function* readJournal(path: string): AsyncGenerator<JournalEvent> {
  for await (const { events } of readJournalFrom(path, BEGINNING)) yield* events;
}
