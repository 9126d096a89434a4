/** A part of a text, from `start` up to `end`. */
export interface Range {
  start: number;
  end: number;
}

/** A code span or an HTML comment in running text. */
export interface Span extends Range {
  kind: 'code' | 'comment';
}

const BACKTICKS = /`+/g;

/**
 * The code spans and complete HTML comments of a text, in order: whichever opens first wins, as in CommonMark.
 * By hand, because a tokenizer that tries and goes back is quadratic on unclosed ones; this is linear.
 */
export function inlineSpans(text: string): Span[] {
  const spans: Span[] = [];
  const closers = backtickRuns(text);
  let noComment = false;
  for (let at = 0; at < text.length; ) {
    const char = text[at];
    if (char === '\\') at += text[at + 1] === '`' ? 1 + runLength(text, at + 1) : 2;
    else if (char === '`') {
      const length = runLength(text, at);
      const close = closers.nextOf(length, at + length);
      if (close === undefined) at += length;
      else {
        spans.push({ kind: 'code', start: at, end: close + length });
        at = close + length;
      }
    } else if (char === '<' && !noComment && text.startsWith('<!--', at)) {
      const end = commentEnd(text, at);
      if (end === undefined) {
        noComment = true;
        at += 4;
      } else {
        spans.push({ kind: 'comment', start: at, end });
        at = end;
      }
    } else at++;
  }
  return spans;
}

/** Where the comment that opens at `start` ends (after `-->`); `<!-->` is a whole one. Undefined when it never does. */
export function commentEnd(text: string, start: number): number | undefined {
  const close = text.indexOf('-->', start + 2);
  return close < 0 ? undefined : close + 3;
}

/** True when the position is in one of the ranges, which are in order and do not overlap. */
export function isWithin(ranges: readonly Range[], at: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return (ranges[low]?.start ?? Number.POSITIVE_INFINITY) <= at;
}

function runLength(text: string, at: number): number {
  let end = at;
  while (text[end] === '`') end++;
  return end - at;
}

/** Finds the next run of exactly so many backticks. Positions asked for must not go back. */
function backtickRuns(text: string): { nextOf(length: number, from: number): number | undefined } {
  const starts = new Map<number, { list: number[]; next: number }>();
  for (const { index, 0: run } of text.matchAll(BACKTICKS)) {
    const known = starts.get(run.length);
    if (known) known.list.push(index);
    else starts.set(run.length, { list: [index], next: 0 });
  }
  return {
    nextOf(length, from) {
      const runs = starts.get(length);
      if (!runs) return undefined;
      while ((runs.list[runs.next] ?? Number.POSITIVE_INFINITY) < from) runs.next++;
      return runs.list[runs.next];
    },
  };
}
