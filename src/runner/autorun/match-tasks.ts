import type { TaskFact } from './events.ts';

/** A task with the words that stand on its line, formatting and all. */
export interface TaskWords {
  fact: TaskFact;
  words: readonly string[];
}

/** The longest stretch of changed tasks that is compared each with each; beyond it only equal words count. */
const MAX_COMPARED = 200;
/** How alike two tasks must be to be the same one, from 0 to 1. */
const ALIKE = 0.5;
/** Where a task stands between the same neighbours, much less will do. */
const ALIKE_IN_PLACE = 0.2;
/** As many of a line's words are compared. */
const MAX_WORDS = 200;

/**
 * Finds for each task of a document before a turn the one that it is after the turn: agents strike words through, put dates before
 * and notes behind them, shorten them, add tasks above and below. Order and neighbours decide, then words.
 * @returns by the index in `was` the index in `now`; what is missing has vanished.
 */
export function matchTasks(was: readonly TaskWords[], now: readonly TaskWords[]): Map<number, number> {
  const found = new Map<number, number>();
  let start = 0;
  while (start < was.length && start < now.length && isSame(was[start], now[start])) {
    found.set(start, start);
    start++;
  }
  let [endWas, endNow] = [was.length, now.length];
  while (endWas > start && endNow > start && isSame(was[endWas - 1], now[endNow - 1]))
    found.set(--endWas, --endNow);
  const middle = { was: was.slice(start, endWas), now: now.slice(start, endNow) };
  for (const [a, b] of matchMiddle(middle.was, middle.now)) found.set(a + start, b + start);
  return found;
}

function isSame(a: TaskWords | undefined, b: TaskWords | undefined): boolean {
  return a?.fact.text === b?.fact.text;
}

/** All words of the one stand in the other. */
function isHeld(a: TaskWords, b: TaskWords): boolean {
  return likeness(a.words, b.words) === 1;
}

function matchMiddle(was: readonly TaskWords[], now: readonly TaskWords[]): Map<number, number> {
  const found = new Map<number, number>();
  if (was.length * now.length <= MAX_COMPARED * MAX_COMPARED)
    for (const [a, b] of aligned(was, now)) found.set(a, b);
  const taken = new Set(found.values());
  // Moved elsewhere, as it was or with a note.
  for (const fits of [isSame, isHeld])
    for (const [a, task] of was.entries()) {
      if (found.has(a)) continue;
      const b = now.findIndex((other, at) => !taken.has(at) && fits(task, other));
      if (b < 0) continue;
      found.set(a, b);
      taken.add(b);
    }
  // One that is left between the same two neighbours as before.
  for (const [a, task] of was.entries()) {
    if (found.has(a)) continue;
    const b = a === 0 ? 0 : (found.get(a - 1) ?? now.length) + 1;
    const after = a === was.length - 1 ? now.length : found.get(a + 1);
    const other = now[b];
    if (other === undefined || taken.has(b) || after !== b + 1) continue;
    if (likeness(task.words, other.words) < ALIKE_IN_PLACE) continue;
    found.set(a, b);
    taken.add(b);
  }
  return found;
}

/** The pairs, in order in both, whose likeness adds up to the most. */
function aligned(was: readonly TaskWords[], now: readonly TaskWords[]): [number, number][] {
  const width = now.length + 1;
  const best = new Float64Array((was.length + 1) * width);
  const score = (a: number, b: number): number => {
    const [one, other] = [was[a], now[b]];
    if (!one || !other) return 0;
    // Equal words outweigh everything that is only alike.
    if (isSame(one, other)) return 3;
    const alike = likeness(one.words, other.words);
    return alike >= ALIKE ? alike : 0;
  };
  for (let a = was.length - 1; a >= 0; a--)
    for (let b = now.length - 1; b >= 0; b--) {
      const pair = score(a, b);
      const together = pair > 0 ? pair + (best[(a + 1) * width + b + 1] ?? 0) : 0;
      best[a * width + b] = Math.max(together, best[(a + 1) * width + b] ?? 0, best[a * width + b + 1] ?? 0);
    }
  const pairs: [number, number][] = [];
  for (let a = 0, b = 0; a < was.length && b < now.length; ) {
    const pair = score(a, b);
    const here = best[a * width + b] ?? 0;
    if (pair > 0 && here === pair + (best[(a + 1) * width + b + 1] ?? 0)) pairs.push([a++, b++]);
    else if (here === (best[(a + 1) * width + b] ?? 0)) a++;
    else b++;
  }
  return pairs;
}

/**
 * 1 when one begins with all words of the other or holds them in a row (a note behind, a date before); else the part of their words
 * that they share.
 */
function likeness(a: readonly string[], b: readonly string[]): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return 0;
  if (holds(long, short)) return short.length === 1 && long.length > 4 ? ALIKE_IN_PLACE : 1;
  const counts = new Map<string, number>();
  for (const word of long) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of short) {
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    shared++;
    counts.set(word, left - 1);
  }
  // By the shorter one: a long note must not make a task unlike itself.
  return (0.9 * shared) / short.length;
}

function holds(long: readonly string[], short: readonly string[]): boolean {
  for (let at = 0; at + short.length <= long.length; at++)
    if (short.every((word, index) => long[at + index] === word)) return true;
  return false;
}

/** What stands behind the bullet and the box of a line. */
export function withoutBox(line: string): string {
  return line.replace(/^\s*(?:>\s*)*(?:[-*+]|\d+[.)])?\s*\[[^\]]?\]\s*/, '').trimEnd();
}

/** The words of a line, without its bullet, box and formatting, in lower case. */
export function wordsOf(line: string): string[] {
  const words = withoutBox(line)
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu);
  return words?.slice(0, MAX_WORDS) ?? [];
}
