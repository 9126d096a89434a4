import { ALIKE, likeness, type Words, wordsOf } from './words.ts';

/** What is looked at of a task to find it again. */
export interface Matchable {
  text: string;
  done: boolean;
}

/** For each task before, its place among those after; undefined when it is not there any more. */
export type Matches = (number | undefined)[];

/** The most pairs of one stretch that are all compared; in a larger one each task is looked for near its place. */
const MAX_PAIRS = 10_000;
/** How far ahead a task is looked for in a large stretch. */
const NEAR = 20;

/** A stretch of both lists between two tasks that are known to be the same. */
interface Gap {
  before: [number, number];
  after: [number, number];
}

/**
 * Finds the tasks of a document in a later state of it. Order and neighbourhood tell more than words: tasks with equal words
 * keep their places, and one whose words were added to, struck through or cut is the one that stands where it stood. What
 * is not found that way is looked for anywhere, with all of its words. Cost grows with the length, not with its square.
 */
export function matchTasks(before: readonly Matchable[], after: readonly Matchable[]): Matches {
  const found: Matches = new Array<number | undefined>(before.length).fill(undefined);
  const old = before.map(({ text }) => wordsOf(text));
  const now = after.map(({ text }) => wordsOf(text));
  const like = (i: number, j: number): number => likenessOf(before, after, old, now, i, j);
  for (const gap of gapsOf(old, now, found)) {
    const size = (gap.before[1] - gap.before[0]) * (gap.after[1] - gap.after[0]);
    if (size === 0) continue;
    if (size <= MAX_PAIRS) align(gap, like, found);
    else walk(gap, like, found);
  }
  findElsewhere(old, now, found, like);
  return found;
}

/** A ticked box with an exchanged word is the task still; an open one might be another task in its place. */
function likenessOf(
  before: readonly Matchable[],
  after: readonly Matchable[],
  old: readonly Words[],
  now: readonly Words[],
  i: number,
  j: number,
): number {
  const like = likeness(old[i] as Words, now[j] as Words);
  if (like >= ALIKE.cut) return like;
  return like > 0 && after[j]?.done && !before[i]?.done ? like : 0;
}

/** Settles what begins and ends both lists alike, and words that each list holds once; the rest are the gaps. */
function gapsOf(old: readonly Words[], now: readonly Words[], found: Matches): Gap[] {
  let start = 0;
  while (start < old.length && start < now.length && old[start]?.text === now[start]?.text) {
    found[start] = start;
    start++;
  }
  let [oldEnd, nowEnd] = [old.length, now.length];
  while (oldEnd > start && nowEnd > start && old[oldEnd - 1]?.text === now[nowEnd - 1]?.text)
    found[--oldEnd] = --nowEnd;
  const gaps: Gap[] = [];
  let [i, j] = [start, start];
  for (const [atOld, atNow] of anchors(old, now, [start, oldEnd], [start, nowEnd])) {
    gaps.push({ before: [i, atOld], after: [j, atNow] });
    found[atOld] = atNow;
    [i, j] = [atOld + 1, atNow + 1];
  }
  gaps.push({ before: [i, oldEnd], after: [j, nowEnd] });
  return gaps;
}

/** Pairs of texts that are unique in both stretches, as many as keep their order. */
function anchors(
  old: readonly Words[],
  now: readonly Words[],
  oldRange: [number, number],
  nowRange: [number, number],
): [number, number][] {
  const places = uniquePlaces(now, nowRange);
  const pairs: [number, number][] = [];
  for (const [text, i] of uniquePlaces(old, oldRange)) {
    const j = places.get(text);
    if (i >= 0 && j !== undefined && j >= 0) pairs.push([i, j]);
  }
  return longestRising(pairs.sort((a, b) => a[0] - b[0]));
}

/** Where each text stands; -1 for those that stand there more than once. */
function uniquePlaces(words: readonly Words[], [start, end]: [number, number]): Map<string, number> {
  const places = new Map<string, number>();
  for (let at = start; at < end; at++) {
    const { text } = words[at] as Words;
    places.set(text, places.has(text) ? -1 : at);
  }
  return places;
}

/** The longest part of the pairs in which the second numbers rise, too (patience sorting). */
function longestRising(pairs: readonly [number, number][]): [number, number][] {
  const tops: number[] = [];
  const previous: (number | undefined)[] = [];
  for (const [at, [, j]] of pairs.entries()) {
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tops[middle] as number]?.[1] as number) < j) low = middle + 1;
      else high = middle;
    }
    previous[at] = low > 0 ? tops[low - 1] : undefined;
    tops[low] = at;
  }
  const rising: [number, number][] = [];
  for (let at = tops.at(-1); at !== undefined; at = previous[at]) rising.push(pairs[at] as [number, number]);
  return rising.reverse();
}

/** The pairing of a gap that keeps the order and is alike the most; of equal ones that with the earliest. */
function align({ before, after }: Gap, like: (i: number, j: number) => number, found: Matches): void {
  const rows = before[1] - before[0];
  const columns = after[1] - after[0];
  const width = columns + 1;
  const best = new Float64Array((rows + 1) * width);
  const pair = new Float64Array(rows * columns);
  const at = (cells: Float64Array, index: number): number => cells[index] as number;
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--) {
      const alike = like(before[0] + i, after[0] + j);
      pair[i * columns + j] = alike;
      const paired = alike > 0 ? alike + at(best, (i + 1) * width + j + 1) : 0;
      best[i * width + j] = Math.max(paired, at(best, (i + 1) * width + j), at(best, i * width + j + 1));
    }
  let [i, j] = [0, 0];
  while (i < rows && j < columns) {
    const here = at(best, i * width + j);
    const alike = at(pair, i * columns + j);
    if (alike > 0 && alike + at(best, (i + 1) * width + j + 1) === here) {
      found[before[0] + i] = after[0] + j;
      i++;
      j++;
    } else if (at(best, (i + 1) * width + j) === here) i++;
    else j++;
  }
}

/** For a gap that is too large to compare all with all: each task takes the first like it, a little ahead at most. */
function walk({ before, after }: Gap, like: (i: number, j: number) => number, found: Matches): void {
  let from = after[0];
  for (let i = before[0]; i < before[1]; i++) {
    const end = Math.min(after[1], from + NEAR);
    for (let j = from; j < end; j++) {
      if (like(i, j) === 0) continue;
      found[i] = j;
      from = j + 1;
      break;
    }
  }
}

/** Tasks that were moved: first those with their very words, then those that hold all of them. */
function findElsewhere(
  old: readonly Words[],
  now: readonly Words[],
  found: Matches,
  like: (i: number, j: number) => number,
): void {
  const taken = new Set(found);
  const isFree = (j: number): boolean => !taken.has(j);
  const take = (i: number, j: number): void => {
    found[i] = j;
    taken.add(j);
  };
  for (const by of ['text', 'joined'] as const) {
    // From the end, so that `pop` gives the first: `shift` would cost the length of the list.
    const places = new Map<string, number[]>();
    for (let j = now.length - 1; j >= 0; j--) {
      const words = (now[j] as Words)[by];
      if (!isFree(j)) continue;
      const known = places.get(words);
      if (known) known.push(j);
      else places.set(words, [j]);
    }
    for (const [i, words] of old.entries()) {
      if (found[i] !== undefined) continue;
      const j = places.get(words[by])?.pop();
      if (j !== undefined) take(i, j);
    }
  }
  const lost = old.flatMap((_, i) => (found[i] === undefined ? [i] : []));
  const free = now.flatMap((_, j) => (isFree(j) ? [j] : []));
  if (lost.length * free.length > MAX_PAIRS) return;
  for (const i of lost) {
    const j = free.find((place) => isFree(place) && like(i, place) >= ALIKE.noted);
    if (j !== undefined) take(i, j);
  }
}
