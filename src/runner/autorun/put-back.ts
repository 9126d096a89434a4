import { MaestroError } from '../../platform/errors.ts';
import { lineStart } from '../documents/blocks.ts';
import { type Inserted, insertTasks, type Readable } from '../documents/insert.ts';
import type { Matches } from '../documents/match.ts';
import { type Box, findBoxes } from '../documents/tasks.ts';

/** A document that was mended, and where each of the tasks before the turn stands in it. */
export interface Mended {
  text: string;
  places: Matches;
}

/**
 * The document after a turn with the open tasks that it lost put back. What the agent wrote stays: its ticks, its notes, its
 * new tasks. Where it also dropped other lines, which may be what all tasks share, the document from before is taken, with
 * the same put into it.
 * @returns null when neither can be done: then only the document as it was is safe.
 */
export function putBack(before: string, after: string, matches: Matches): Mended | null {
  // Nothing of it is left.
  if (matches.every((place) => place === undefined)) return null;
  try {
    const was = { text: before, boxes: findBoxes(before) };
    const now = { text: after, boxes: findBoxes(after) };
    return keepsOtherLines(was, now) ? intoAfter(was, now, matches) : intoBefore(was, now, matches);
  } catch (error) {
    // Together they are too large to be read.
    if (error instanceof MaestroError) return null;
    throw error;
  }
}

function intoAfter(was: Readable, now: Readable, matches: Matches): Mended | null {
  const lost = was.boxes.flatMap(({ done }, index) => (!done && matches[index] === undefined ? [index] : []));
  const mended = insertTasks(now, was, lost, (index) => matches[index]);
  if (!mended) return null;
  const byBase = placesOf(mended, 'base');
  const byOther = placesOf(mended, 'other');
  const places = matches.map((place, index) =>
    place === undefined ? byOther.get(index) : byBase.get(place),
  );
  return { text: mended.text, places };
}

function intoBefore(was: Readable, now: Readable, matches: Matches): Mended | null {
  const text = withWordsOf(was, now, matches);
  const base = { text, boxes: findBoxes(text) };
  if (base.boxes.length !== was.boxes.length) return null;
  const placeInBase = new Map(
    matches.flatMap((place, index) => (place === undefined ? [] : [[place, index] as const])),
  );
  const added = now.boxes.flatMap((_, index) => (placeInBase.has(index) ? [] : [index]));
  const mended = insertTasks(base, now, added, (index) => placeInBase.get(index));
  if (!mended) return null;
  const byBase = placesOf(mended, 'base');
  return { text: mended.text, places: matches.map((_, index) => byBase.get(index)) };
}

/** The document before, with the boxes and words that its tasks have now. */
function withWordsOf(was: Readable, now: Readable, matches: Matches): string {
  const parts: string[] = [];
  let from = 0;
  for (const [index, box] of was.boxes.entries()) {
    const place = matches[index];
    const other = place === undefined ? undefined : now.boxes[place];
    if (!other || (other.text === box.text && other.done === box.done)) continue;
    parts.push(was.text.slice(from, box.start), now.text.slice(other.start, other.wordsEnd));
    from = box.wordsEnd;
  }
  return parts.join('') + was.text.slice(from);
}

function placesOf({ order }: Inserted, which: 'base' | 'other'): Map<number, number> {
  return new Map(
    order.flatMap((place, index) => {
      const from = place[which];
      return from === null ? [] : [[from, index] as const];
    }),
  );
}

/** Whether the lines that are no task's are all there still, wherever. */
function keepsOtherLines(was: Readable, now: Readable): boolean {
  const kept = new Set(linesOf(now.text));
  return otherLines(was).every((line) => kept.has(line));
}

function otherLines({ text, boxes }: Readable): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const [index, box] of boxes.entries()) {
    parts.push(text.slice(from, Math.max(from, lineStart(text, box.start))));
    // What else belongs to the task goes with it: it is put back together.
    from = Math.max(from, pieceEnd(box, boxes[index + 1]));
  }
  return linesOf(parts.join('\n') + text.slice(from));
}

function pieceEnd(box: Box, next: Box | undefined): number {
  return next === undefined ? box.end : Math.min(box.end, next.start);
}

function linesOf(text: string): string[] {
  return text.split(/[\r\n]+/).flatMap((line) => line.trim() || []);
}
