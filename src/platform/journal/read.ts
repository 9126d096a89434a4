import * as z from 'zod';
import { MaestroError } from '../errors.ts';
import { readJsonLines } from '../jsonl.ts';
import type { JournalKind, Stamped } from './kind.ts';

/** A place between two events: the byte offset after the first `events` of them. */
export interface JournalPlace {
  offset: number;
  events: number;
}

export const BEGINNING: JournalPlace = { offset: 0, events: 0 };

/** Some events in their order and the place after them (it counts the ones too that this version does not know). */
export interface JournalBatch<E> {
  events: E[];
  place: JournalPlace;
}

const Numbered = z.object({ seq: z.number() });

/**
 * Reads a journal from a place on, in bounded memory. A torn end (what a crash leaves of the last line, or what is just
 * being written) is not there for a reader; a missing journal has no events.
 * @throws MaestroError `journal.damaged` when a line inside it is not JSON or an event's number is not the next, after the
 * events that come before.
 */
export async function* readJournalOf<B extends { type: string }, S>(
  kind: JournalKind<B, S>,
  path: string,
  from: JournalPlace = BEGINNING,
): AsyncGenerator<JournalBatch<Stamped<B>>> {
  let place = from;
  let torn: string | undefined;
  for await (const lines of readJsonLines(path, from.offset)) {
    const events: Stamped<B>[] = [];
    let wrong: string | undefined;
    for (const line of lines) {
      if (torn !== undefined) {
        wrong = `is not JSON: ${JSON.stringify(torn)}`;
        break;
      }
      if ('broken' in line) torn = line.broken;
      else if (line.ended) {
        const stamp = Numbered.safeParse(line.value);
        const found = stamp.success ? stamp.data.seq : 'none';
        if (found !== place.events) {
          wrong = `has the number ${found}`;
          break;
        }
        const event = kind.parse(line.value);
        if (event) events.push(event);
        place = { offset: line.end, events: place.events + 1 };
      }
    }
    yield { events, place };
    if (wrong !== undefined) throw damaged(kind, path, place.events, wrong);
  }
}

function damaged({ remedy }: { remedy: string }, path: string, event: number, what: string): MaestroError {
  return new MaestroError('journal.damaged', `The journal ${path} is damaged: event ${event} ${what}.`, {
    remedy,
    data: { event },
  });
}
