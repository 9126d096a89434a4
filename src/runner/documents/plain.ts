/** Plain text is skipped line by line only from this size on; below, the parser gets it with what surrounds it. */
const LARGE = 4 * 1024;
// What no block but a paragraph begins with, at the start of a line.
const PLAIN_START = /[^\s>\-+*_0-9#`~<=|:]/;

/**
 * Where the parser has to begin, from the start of a block at the top of the document: behind blank lines and a
 * paragraph that can hold no task. Most of a document is prose, and the parser is slow on it. Returns `offset` itself
 * when something else stands there.
 */
export function skipPlain(text: string, offset: number): number {
  let at = offset;
  let last = offset;
  while (at < text.length) {
    const end = lineEnd(text, at);
    if (isBlank(text, at, end)) return skipBlank(text, at);
    if (!isPlain(text, at)) {
      // The line may go on with the paragraph: its last line is left to the parser to tell.
      return last - offset > LARGE ? last : offset;
    }
    last = at;
    at = nextLine(text, end);
  }
  return text.length;
}

/** Behind the blank lines that begin here. */
function skipBlank(text: string, offset: number): number {
  let at = offset;
  while (at < text.length) {
    const end = lineEnd(text, at);
    if (!isBlank(text, at, end)) break;
    at = nextLine(text, end);
  }
  return at;
}

function isPlain(text: string, at: number): boolean {
  const first = text[at] as string;
  if (first === '`') return !text.startsWith('```', at);
  return PLAIN_START.test(first);
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text[at] !== ' ' && text[at] !== '\t') return false;
  return true;
}

/** Where the line's own end begins. */
function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === '\n' || text[at] === '\r') return at;
  return text.length;
}

/** Behind the line end that begins here. */
function nextLine(text: string, end: number): number {
  return text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : Math.min(end + 1, text.length);
}
