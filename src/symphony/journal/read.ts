import * as z from 'zod';
import { MaestroError } from '../../platform/errors.ts';
import { readJsonLines } from '../../platform/jsonl.ts';
import { type JournalEvent, parseJournalEvent } from './events.ts';

/** A place between two events: the byte offset after the first `events` of them. */
export interface JournalPlace {
  offset: number;
  events: number;
}

export const BEGINNING: JournalPlace = { offset: 0, events: 0 };

/** Some events in their order and the place after them (it counts the ones too that this version does not know). */
export interface JournalBatch {
  events: JournalEvent[];
  place: JournalPlace;
}

const Numbered = z.looseObject({ seq: z.number() });

/**
 * Reads a journal from a place on, in bounded memory. A torn end (what a crash leaves of the last line, or what is just
 * being written) is not there for a reader; a missing journal has no events.
 * @throws MaestroError `journal.damaged` when a line inside it is not JSON or an event's number is not the next.
 */
export async function* readJournalFrom(path: string, from: JournalPlace): AsyncGenerator<JournalBatch> {
  let place = from;
  let torn: string | undefined;
  for await (const lines of readJsonLines(path, from.offset)) {
    const events: JournalEvent[] = [];
    for (const line of lines) {
      if (torn !== undefined) throw damaged(path, place.events, `is not JSON: ${JSON.stringify(torn)}`);
      if ('broken' in line) torn = line.broken;
      else if (line.ended) {
        const stamp = Numbered.safeParse(line.value);
        const found = stamp.success ? stamp.data.seq : 'none';
        if (found !== place.events) throw damaged(path, place.events, `has the number ${found}`);
        const event = parseJournalEvent(line.value);
        if (event) events.push(event);
        place = { offset: line.end, events: place.events + 1 };
      }
    }
    yield { events, place };
  }
}

/** The events of a journal that this version knows, in their order. */
export async function* readJournal(path: string): AsyncGenerator<JournalEvent> {
  for await (const { events } of readJournalFrom(path, BEGINNING)) yield* events;
}

function damaged(path: string, event: number, what: string): MaestroError {
  return new MaestroError('journal.damaged', `The journal ${path} is damaged: event ${event} ${what}.`, {
    remedy: 'Keep a copy of the file; the contribution can be followed on GitHub, but not resumed.',
    data: { event },
  });
}
