import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isMissing } from '../../platform/files.ts';
import { folderChanges } from '../../platform/folder-changes.ts';
import type { JournalEvent } from './events.ts';
import { BEGINNING, type JournalPlace, readJournalFrom } from './read.ts';

/**
 * A journal's events from a place on (by default all), then the new ones as they are written (seen within about 500 ms
 * at worst). Ends when the signal is aborted, at once. The journal need not exist yet. A line is only seen when it is whole.
 * @throws MaestroError `journal.damaged`.
 */
export async function* followJournal(
  path: string,
  signal: AbortSignal,
  from: JournalPlace = BEGINNING,
): AsyncGenerator<JournalEvent> {
  let place = from;
  // Reading goes on from the last whole line, so that a torn end which is repaired meanwhile does no harm.
  for await (const _hint of folderChanges(dirname(path), signal)) {
    if ((await sizeOf(path)) <= place.offset) continue;
    for await (const batch of readJournalFrom(path, place)) {
      for (const event of batch.events) {
        if (signal.aborted) return;
        yield event;
      }
      place = batch.place;
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}
