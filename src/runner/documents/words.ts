/** How alike two tasks' words have to be before they are taken for the same task. */
export const ALIKE = { same: 1, near: 0.98, noted: 0.9, cut: 0.7, loose: 0.5 } as const;

// Scripts without spaces between words count by the character: a note behind them would else make another word.
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}](?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{M}])*/gu;
/** What people and agents write in front of a task that they have done, besides signs, dates and times. */
const STATUS = new Set([
  'done',
  'completed',
  'complete',
  'finished',
  'fixed',
  'ok',
  'wip',
  'blocked',
  'skipped',
]);
/** So few words are easily found in another task's. */
const FEW = 3;
/** The shortest word that may be spelt in another way. */
const MIN_RESPELT = 4;

/** A task's text and its words: case, signs, emphasis and struck-through marks left out. */
export interface Words {
  text: string;
  words: readonly string[];
  /** The words again, to be found among others'. */
  joined: string;
}

/** Takes a task's text apart. */
export function wordsOf(text: string): Words {
  const found = text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
  const words = found.length > 0 ? found : [text.trim()];
  return { text, words, joined: ` ${words.join(' ')} ` };
}

/**
 * How sure it is that `after` is `before` with its words changed, from 1 (not changed) to 0. A task that was noted on, put
 * another way or cut stays the same; one of which a word was exchanged is alike only by `loose`.
 */
export function likeness(before: Words, after: Words): number {
  if (before.text === after.text) return ALIKE.same;
  if (before.joined === after.joined) return ALIKE.near;
  if (isRenumbered(before.words, after.words)) return ALIKE.noted;
  const share = commonShare(before.words, after.words);
  if (holdsAsNoted(before, after, share)) return ALIKE.noted;
  const isCut = after.words.length >= 2 || share >= ALIKE.loose;
  if (isCut && before.joined.startsWith(after.joined)) return share >= ALIKE.loose ? ALIKE.cut : ALIKE.loose;
  return share >= ALIKE.loose ? ALIKE.loose * share : 0;
}

/** All the words of `before` stand in `after`, in their order: together, or with little between them. */
function holdsAsNoted(before: Words, after: Words, share: number): boolean {
  const at = after.joined.indexOf(before.joined);
  if (at < 0) return share >= ALIKE.loose && isSubsequence(before.words, after.words);
  if (at === 0 || before.words.length >= FEW || share >= ALIKE.loose) return true;
  const ahead = after.joined.slice(1, at).split(' ');
  return ahead.every((word) => /\p{N}/u.test(word) || STATUS.has(word));
}

function isSubsequence(words: readonly string[], others: readonly string[]): boolean {
  let found = 0;
  for (const word of others) {
    const wanted = words[found];
    if (wanted !== undefined && (word === wanted || isRespelt(wanted, word))) found++;
  }
  return found === words.length;
}

/** `2. Test` that has become `3. Test` because something was put in above. */
function isRenumbered([first = '', ...rest]: readonly string[], [other = '', ...others]: readonly string[]) {
  if (rest.length === 0 || rest.length !== others.length) return false;
  return isNumber(first) && isNumber(other) && rest.every((word, at) => word === others[at]);
}

function isNumber(word: string): boolean {
  return /^\p{N}+$/u.test(word);
}

/** The same word with a slip of the pen put right: a letter more or less, or two that changed places; short words differ by less. */
function isRespelt(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length < MIN_RESPELT || long.length - short.length > 1 || /\p{N}/u.test(a + b)) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  if (at === 0) return false;
  if (long.length > short.length) return short.slice(at) === long.slice(at + 1);
  const isSwapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return isSwapped && short.slice(at + 2) === long.slice(at + 2);
}

/** Twice the words that both have, by those of both (Dice). */
function commonShare(before: readonly string[], after: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of before) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of after) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    left.set(word, count - 1);
    common++;
  }
  return (2 * common) / (before.length + after.length);
}
