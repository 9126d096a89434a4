import { lineStart } from './blocks.ts';
import { type Box, findBoxes } from './tasks.ts';

/** A document with tasks of another one put in. */
export interface Inserted {
  text: string;
  /** For each task of the text, top to bottom: its place in the base, or in the other document. */
  order: { base: number | null; other: number | null }[];
}

/** A document and its tasks. */
export interface Readable {
  text: string;
  boxes: readonly Box[];
}

interface Insertion {
  at: number;
  text: string;
  others: readonly number[];
  /** How many of the base's tasks stand above. */
  above: number;
}

/**
 * Puts tasks of another state of the document into this one, each behind the task that it followed there (before the one
 * that follows it when there is none). `placeOf` tells where a task of the other stands in the base.
 * @returns null when that cannot be done so that every task is read again as it was.
 */
export function insertTasks(
  base: Readable,
  other: Readable,
  missing: readonly number[],
  placeOf: (other: number) => number | undefined,
): Inserted | null {
  const eol = /\r\n|\n|\r/.exec(base.text)?.[0] ?? '\n';
  const insertions: Insertion[] = [];
  let [last, lastAt] = [-1, 0];
  for (const others of families(other, missing)) {
    const index = others[0] as number;
    // Walks on from the one before: all of them together cost one pass.
    for (; lastAt < index; lastAt++) if (placeOf(lastAt) !== undefined) last = lastAt;
    const piece = pieceOf(other, others).replace(/\r\n|\n|\r/g, eol);
    const place = last >= 0 ? placeOf(last) : undefined;
    const behind = place === undefined ? undefined : base.boxes[place];
    if (place === undefined || !behind) {
      const next = firstPlace(other, index, placeOf);
      const follower = next === undefined ? undefined : base.boxes[next];
      if (next === undefined || !follower) return null;
      insertions.push({
        at: lineStart(base.text, follower.start),
        text: `${piece}${eol}`,
        others,
        above: next,
      });
      continue;
    }
    const isChild = depthOf(other, index) > depthOf(other, last);
    const at = lineEnd(base.text, isChild ? behind.wordsEnd : behind.end);
    const above = isChild ? place + 1 : base.boxes.findLastIndex((box) => box.start < at) + 1;
    insertions.push({ at, text: `${eol}${piece}`, others, above });
  }
  return verified(base, other, insertions);
}

/** Puts the pieces in and reads what came of it. */
function verified(base: Readable, other: Readable, insertions: readonly Insertion[]): Inserted | null {
  const sorted = insertions.map((one, index) => ({ ...one, index }));
  sorted.sort((a, b) => a.at - b.at || a.index - b.index);
  const parts: string[] = [];
  const order: Inserted['order'] = [];
  let [from, reached] = [0, 0];
  for (const { at, text, above, others } of sorted) {
    parts.push(base.text.slice(from, at), text);
    from = at;
    for (; reached < above; reached++) order.push({ base: reached, other: null });
    for (const index of others) order.push({ base: null, other: index });
  }
  for (; reached < base.boxes.length; reached++) order.push({ base: reached, other: null });
  const text = parts.join('') + base.text.slice(from);
  const found = findBoxes(text);
  const isRight =
    found.length === order.length &&
    order.every((place, index) => {
      const box = place.base === null ? other.boxes[place.other ?? -1] : base.boxes[place.base];
      return box?.text === found[index]?.text && box?.done === found[index]?.done;
    });
  return isRight ? { text, order } : null;
}

/** Tasks that go together: one with those of its sub-tasks that follow it without another in between. */
function families({ boxes }: Readable, missing: readonly number[]): number[][] {
  const all: number[][] = [];
  for (const index of missing) {
    const family = all.at(-1);
    const head = boxes[family?.[0] ?? -1];
    const isNext = family?.at(-1) === index - 1;
    if (family && head && isNext && (boxes[index] as Box).start < head.end) family.push(index);
    else all.push([index]);
  }
  return all;
}

/** The lines of tasks that go together with what belongs to them, up to the next task. */
function pieceOf({ text, boxes }: Readable, family: readonly number[]): string {
  const head = boxes[family[0] as number] as Box;
  const next = boxes[(family.at(-1) as number) + 1];
  const end = next === undefined ? head.end : Math.min(head.end, lineStart(text, next.start));
  return text.slice(lineStart(text, head.start), end).trimEnd();
}

function firstPlace(
  { boxes }: Readable,
  from: number,
  placeOf: (other: number) => number | undefined,
): number | undefined {
  for (let at = from + 1; at < boxes.length; at++) {
    const place = placeOf(at);
    if (place !== undefined) return place;
  }
  return undefined;
}

function depthOf({ boxes }: Readable, index: number): number {
  return boxes[index]?.depth ?? 0;
}

function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}
