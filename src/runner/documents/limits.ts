import { MaestroError } from '../../platform/errors.ts';
import { plural } from '../../platform/text.ts';

/** The largest document that is read, in bytes of UTF-8. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;
/** The deepest nesting of lists and quotations: the parser's cost per line grows with its square. */
export const MAX_NESTING = 24;
/** The most lines and list or quotation markers together: each costs the parser up to a tenth of a millisecond. */
export const MAX_PIECES = 100_000;

/**
 * Refuses a document that would take a Markdown parser too long, before it is parsed. Linear.
 * @throws MaestroError `document.too-large`, `document.too-many-lines`, or `document.too-deep` with the 1-based line in
 * `data.line`.
 */
export function requireReadable(markdown: string): void {
  const bytes = Buffer.byteLength(markdown);
  if (bytes > MAX_DOCUMENT_BYTES)
    throw new MaestroError('document.too-large', `The document has ${plural(bytes, 'byte')}.`, {
      remedy: `Split it: a document may have ${MAX_DOCUMENT_BYTES} bytes.`,
      data: { line: null },
    });
  requireShallow(markdown);
}

/** Depth is an upper bound, by indentation and markers alone: it may only err towards too much. */
function requireShallow(markdown: string): void {
  // The columns at which the contents of the lists that may be open begin.
  const open: number[] = [];
  let line = 0;
  let pieces = 0;
  for (let start = 0; start < markdown.length; ) {
    line++;
    const { indent, markers, blank, end } = lineOpening(markdown, start);
    if (!blank) {
      while ((open.at(-1) ?? 0) > indent) open.pop();
      open.push(...markers);
      if (open.length > MAX_NESTING) throw tooDeep(line);
    }
    pieces += 1 + markers.length;
    if (pieces > MAX_PIECES) throw tooManyLines();
    start = nextLine(markdown, end);
  }
}

function tooDeep(line: number): MaestroError {
  return new MaestroError('document.too-deep', `Line ${line} nests lists or quotations too deeply.`, {
    remedy: `Use at most ${MAX_NESTING} levels.`,
    data: { line },
  });
}

function tooManyLines(): MaestroError {
  return new MaestroError('document.too-many-lines', 'The document has too many lines and list items.', {
    remedy: `Split it: a document may have ${MAX_PIECES} of both together.`,
    data: { line: null },
  });
}

/** What a line begins with: white space, then any number of list and quotation markers. */
function lineOpening(
  text: string,
  start: number,
): { indent: number; markers: number[]; blank: boolean; end: number } {
  let at = start;
  let column = 0;
  let indent = 0;
  const markers: number[] = [];
  if (isRule(text, start)) return { indent, markers, blank: false, end: at };
  for (; at < text.length; at++) {
    const char = text[at] as string;
    if (char === ' ') column++;
    else if (char === '\t') column += 4 - (column % 4);
    else {
      const width = markerWidth(text, at);
      if (width === 0) break;
      if (markers.length === 0) indent = column;
      column += width;
      at += width - 1;
      markers.push(column);
      // More are refused anyway; a megabyte of markers on one line need not be collected.
      if (markers.length > MAX_NESTING * 2) break;
    }
  }
  if (markers.length === 0) indent = column;
  const blank = at >= text.length || text[at] === '\n' || text[at] === '\r';
  return { indent, markers, blank: blank && markers.length === 0, end: at };
}

/** Characters of the list or quotation marker here; 0 when there is none. */
function markerWidth(text: string, at: number): number {
  const char = text[at] as string;
  if (char === '>') return 1;
  let end = at;
  if (char === '-' || char === '*' || char === '+') end++;
  else {
    while (end < at + 9 && isDigit(text.charCodeAt(end))) end++;
    if (end === at || (text[end] !== '.' && text[end] !== ')')) return 0;
    end++;
  }
  const after = text[end];
  return after === undefined || after === ' ' || after === '\t' || after === '\n' || after === '\r'
    ? end - at
    : 0;
}

/** A thematic break (`* * * *`) looks like nested lists and is none. */
function isRule(text: string, start: number): boolean {
  let mark: string | undefined;
  let count = 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at];
    if (char === ' ' || char === '\t') continue;
    if (char === '\n' || char === '\r') break;
    mark ??= char;
    if (char !== mark || (mark !== '-' && mark !== '*')) return false;
    count++;
  }
  return count >= 3;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function nextLine(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\n') return at + 1;
    if (text[at] === '\r') return text[at + 1] === '\n' ? at + 2 : at + 1;
  }
  return text.length + 1;
}
