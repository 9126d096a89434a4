import { dirname } from 'node:path';
import { sizeOf } from '../files.ts';
import { folderChanges } from '../folder-changes.ts';
import type { JournalKind, Stamped } from './kind.ts';
import { BEGINNING, type JournalPlace, readJournalOf } from './read.ts';

/**
 * A journal's events from a place on (by default all), then the new ones as they are written (seen within about 500 ms
 * at worst). Ends when the signal is aborted, at once. The journal need not exist yet. A line is only seen when it is whole.
 * @throws MaestroError `journal.damaged`.
 */
export async function* followJournalOf<B extends { type: string }, S>(
  kind: JournalKind<B, S>,
  path: string,
  signal: AbortSignal,
  from: JournalPlace = BEGINNING,
): AsyncGenerator<Stamped<B>> {
  let place = from;
  // Reading goes on from the last whole line, so that a torn end which is repaired meanwhile does no harm.
  for await (const _hint of folderChanges(dirname(path), signal)) {
    if ((await sizeOf(path)) <= place.offset) continue;
    for await (const batch of readJournalOf(kind, path, place)) {
      for (const event of batch.events) {
        if (signal.aborted) return;
        yield event;
      }
      place = batch.place;
    }
  }
}
