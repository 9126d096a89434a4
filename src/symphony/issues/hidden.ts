import { stripControls } from '../../platform/text.ts';
import { isWithin, type Range } from '../../runner/documents/spans.ts';
import { bodyLines, type BodyLine } from './body-lines.ts';

/** A part of a Markdown text that its page does not show. */
export interface HiddenPart extends Range {
  kind: 'comment' | 'invisible' | 'direction' | 'html' | 'definition';
  /** 1-based line of its start. */
  line: number;
}

// Controls, zero-width characters, fillers, and the tag characters and selectors that can spell whole sentences unseen.
// The joiner inside an emoji and a byte order mark at the very start are what they should be.
const INVISIBLE =
  /(?:[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u115f\u1160\u180e\u200b\u200c\u2060-\u2064\u206a-\u206f\u3164\uffa0]|(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d|\ufeff|[\u{e0000}-\u{e0fff}]|[\ufe00-\ufe0f]{2,})+/gu;
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
// A tag, or the start of one whose end is on a later line. Attributes hold text that no page shows.
const TAG = /<\/?[A-Za-z][A-Za-z0-9-]*(?=[\s/>]|$)[^<>]*>?/g;
// `[//]: # (a note)`: a link definition is never shown.
const DEFINITION = /^ {0,3}\[[^\][]{1,999}\]:/;
// Without any of these a line hides nothing: a quick answer for most.
const SUSPECT = /[^\t -~]|[<[]/;
const WORDS: Readonly<Record<HiddenPart['kind'], string>> = {
  comment: 'hidden comment',
  invisible: 'invisible',
  direction: 'changes direction',
  html: 'HTML',
  definition: 'hidden definition',
};

/**
 * What a reader of the rendered page does not see and an agent would read: comments, invisible and direction-changing
 * characters, HTML with its attributes (`<picture>`, `<details>`), link definitions. In order, without overlaps. Linear.
 */
export function hiddenParts(text: string): HiddenPart[] {
  const parts: HiddenPart[] = [];
  for (const line of bodyLines(text)) {
    const onLine = partsOf(line).sort((a, b) => a.start - b.start);
    const last = parts.at(-1);
    // A comment over several lines is one part.
    if (line.continues && last) last.end = onLine.shift()?.end ?? last.end;
    for (const part of onLine) add(parts, part);
  }
  return parts;
}

/** The text with every hidden part between marks and every invisible character spelled out, safe to print. */
export function revealHidden(text: string): string {
  const shown: string[] = [];
  let from = 0;
  for (const { start, end, kind } of hiddenParts(text)) {
    shown.push(
      stripControls(text.slice(from, start)),
      `⟦${WORDS[kind]}: ${spelled(text.slice(start, end))}⟧`,
    );
    from = end;
  }
  shown.push(stripControls(text.slice(from)));
  return shown.join('');
}

function partsOf(line: BodyLine): HiddenPart[] {
  const found: HiddenPart[] = [];
  const put = (kind: HiddenPart['kind'], { start, end }: Range): void => {
    found.push({ kind, line: line.number, start: line.start + start, end: line.start + end });
  };
  for (const range of line.comments) put('comment', range);
  if (!SUSPECT.test(line.visible)) return found;
  const { visible } = line;
  for (const [kind, pattern] of [
    ['invisible', INVISIBLE],
    ['direction', DIRECTION],
  ] as const)
    for (const match of visible.matchAll(pattern)) {
      const isMark = line.start + match.index === 0 && match[0] === '\ufeff';
      if (!isMark) put(kind, rangeOf(match));
    }
  if (line.fenced) return found;
  if (DEFINITION.test(visible)) put('definition', { start: 0, end: visible.length });
  for (const match of visible.matchAll(TAG))
    if (!isWithin(line.code, match.index)) put('html', rangeOf(match));
  return found;
}

const rangeOf = (match: RegExpExecArray): Range => ({
  start: match.index,
  end: match.index + match[0].length,
});

/** Appends a part; what begins inside the one before belongs to that. */
function add(parts: HiddenPart[], part: HiddenPart): void {
  const last = parts.at(-1);
  if (last && part.start < last.end) last.end = Math.max(last.end, part.end);
  else parts.push(part);
}

/** Invisible characters by their numbers; tag characters by the letters that they stand for. */
function spelled(text: string): string {
  const named = text
    .replace(/[\u{e0020}-\u{e007e}]/gu, (tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000))
    .replace(INVISIBLE, codePoints)
    .replace(DIRECTION, codePoints);
  return stripControls(named);
}

/** `U+200B`, or `U+200B ×12` for a run of the same. */
function codePoints(run: string): string {
  const counts: { char: string; times: number }[] = [];
  for (const char of run) {
    const last = counts.at(-1);
    if (last?.char === char) last.times++;
    else counts.push({ char, times: 1 });
  }
  return counts
    .map(({ char, times }) => {
      const name = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
      return times === 1 ? name : `${name} ×${times}`;
    })
    .join(' ');
}
