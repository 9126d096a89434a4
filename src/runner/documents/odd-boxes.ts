import { blocksOf, endsLine, leavesOf, withoutMark } from './blocks.ts';
import { requireReadable } from './limits.ts';
import { commentsOf } from './markers.ts';
import { isWithin, type Range } from './spans.ts';
import { boxOffset, itemsOf } from './tasks.ts';

/** A line that looks like a task and is none. */
export interface OddBox {
  /** 1-based. */
  line: number;
  why: 'bullet' | 'inside' | 'behind' | 'sign' | 'brackets' | 'text' | 'html' | 'paragraph';
}

/** No more of a line is looked at: the box is at its beginning. */
const HEAD = 120;
const BULLET = String.raw`(?:[-*+\u2022\u2013\u2014\u00b7\u25cf\uff0d]|\d{1,9}[.)]|#{1,6})`;
const LEAD = String.raw`^[ \t>]{0,60}`;
const CHECKED = String.raw`[ \txX]`;

/** In the order in which they are tried; each is anchored and without nested repetition. */
const ODD: readonly [OddBox['why'], RegExp][] = [
  // Nothing or too much between the brackets.
  [
    'inside',
    new RegExp(
      String.raw`${LEAD}(?:${BULLET}[ \t]*)\[(?:\u00a0?|[ \t\u00a0]{2,20}|[ \t\u00a0]{1,20}[xX][ \t\u00a0]{0,20}|[xX][ \t\u00a0]{1,20})\](?:[ \t]|$)`,
      'u',
    ),
  ],
  // No link, which is what a bracket glued to `(`, `[` or `:` is.
  ['behind', new RegExp(String.raw`${LEAD}${BULLET}[ \t]*\[${CHECKED}\][^\s([:\]]`, 'u')],
  [
    'sign',
    new RegExp(
      String.raw`${LEAD}${BULLET}[ \t]*\[(?:[^\p{L}\p{N}\s[\]]{1,3}|[vVyYnNoO]|done|DONE|Done|todo|TODO)\](?:[ \t]|$)`,
      'u',
    ),
  ],
  [
    'brackets',
    new RegExp(
      String.raw`${LEAD}(?:${BULLET}[ \t]*)?(?:[\uff3b\u3010\u3014\u27e6][ \t\u3000]?[xX\uff58\uff38\u2713\u2714]?[\uff3d\u3011\u3015\u27e7]|[\u2610-\u2612]|\\\[${CHECKED}\\?\])`,
      'u',
    ),
  ],
  [
    'brackets',
    new RegExp(
      String.raw`${LEAD}${BULLET}[ \t]*(?:\((?:${CHECKED})?\)|\{(?:${CHECKED})?\}|<[ \t]>)[ \t]`,
      'u',
    ),
  ],
  ['bullet', new RegExp(String.raw`${LEAD}(?:${BULLET}[ \t]*)?\[${CHECKED}?\](?:[ \t]|$)`, 'u')],
];
/** One as it should be, which the place where it stands keeps from being a task. */
const GOOD = new RegExp(String.raw`${LEAD}(?:[-*+]|\d{1,9}[.)])[ \t]+\[${CHECKED}\][ \t]+\S`, 'u');
/** A box at the end of its line has no words. */
const BARE = new RegExp(String.raw`${LEAD}${BULLET}[ \t]+\[${CHECKED}\][ \t]*$`, 'u');

/**
 * Lines of a document, outside of code and comments, that look like a task and count as none. Linear.
 * @throws MaestroError like `readTasks`.
 */
export function findOddBoxes(markdown: string): OddBox[] {
  requireReadable(markdown);
  const text = withoutMark(markdown);
  const code: Range[] = [];
  const html: Range[] = [];
  const comments: Range[] = [];
  const boxes: number[] = [];
  // In one pass, for parsing costs far more than all else.
  for (const { node, offset } of blocksOf(text)) {
    for (const { leaf, start, end } of leavesOf(node, offset)) {
      if (leaf.type === 'code') code.push({ start, end });
      if (leaf.type !== 'html') continue;
      html.push({ start, end });
      // One by one: a document may have more than a call takes arguments.
      for (const one of commentsOf(text.slice(start, end)))
        comments.push({ start: start + one.start, end: start + one.end });
    }
    for (const { item } of itemsOf(node)) {
      const box = boxOffset(text, offset + (item.position?.start.offset ?? 0));
      if (box !== undefined) boxes.push(box);
    }
  }
  const odd: OddBox[] = [];
  let line = 0;
  let next = 0;
  for (let start = 0; start < text.length; ) {
    line++;
    let end = start;
    while (end < text.length && !endsLine(text, end)) end++;
    const isTask = (boxes[next] ?? text.length) < end;
    while ((boxes[next] ?? text.length) < end) next++;
    // Code in a list begins behind the indentation of its first line.
    if (!isTask && !isWithin(code, end > start ? end - 1 : start)) {
      const head = text.slice(start, Math.min(end, start + HEAD)).replace(/\r$/, '');
      const bracket = start + Math.max(0, head.indexOf('['));
      const why = isWithin(comments, bracket) ? undefined : whyNot(head, isWithin(html, bracket));
      if (why !== undefined) odd.push({ line, why });
    }
    start = end + 1;
  }
  return odd;
}

function whyNot(head: string, inHtml: boolean): OddBox['why'] | undefined {
  if (GOOD.test(head)) return inHtml ? 'html' : 'paragraph';
  // What else looks odd in HTML is HTML's own.
  if (inHtml) return undefined;
  return BARE.test(head) ? 'text' : ODD.find(([, pattern]) => pattern.test(head))?.[0];
}
