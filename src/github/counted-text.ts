const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * The part of a Markdown text in which GitHub looks for keywords: HTML comments, fenced code and code spans are
 * blanked out. A scan by hand, because it must be linear on any megabyte a stranger sends.
 */
export function countedText(markdown: string): string {
  return withoutSpans(withoutFences(withoutComments(markdown)));
}

function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf('<!--', from);
    if (start < 0) return kept + text.slice(from);
    kept += `${text.slice(from, start)} \u0000 `;
    const end = text.indexOf('-->', start + 4);
    // A comment without an end hides the rest of the page.
    if (end < 0) return kept;
    from = end + 3;
  }
}

function withoutFences(text: string): string {
  const kept: string[] = [];
  let fence: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const mark = FENCE.exec(line)?.[1];
    if (fence === undefined) {
      fence = mark;
      kept.push(mark === undefined ? line : '\u0000');
    } else if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined;
  }
  return kept.join('\n');
}

/** A code span ends at the next run of exactly as many backticks; a run without such a partner is plain text. */
function withoutSpans(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map((match) => ({ at: match.index, length: match[0].length }));
  const partner = new Map<number, number>();
  const next: (number | undefined)[] = [];
  for (let index = runs.length - 1; index >= 0; index--) {
    const { length } = runs[index] as { length: number };
    next[index] = partner.get(length);
    partner.set(length, index);
  }
  let kept = '';
  let from = 0;
  for (let index = 0; index < runs.length; index++) {
    const end = next[index];
    if (end === undefined) continue;
    const [open, close] = [runs[index], runs[end]] as { at: number; length: number }[];
    if (!open || !close) continue;
    kept += `${text.slice(from, open.at)}\u0000`;
    from = close.at + close.length;
    index = end;
  }
  return kept + text.slice(from);
}
