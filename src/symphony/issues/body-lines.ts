import { commentEnd, inlineSpans, isWithin, type Range } from '../../runner/documents/spans.ts';

/** A line of an issue's body, with what a reader of the page sees of it. */
export interface BodyLine extends Range {
  /** 1-based. */
  number: number;
  /** The line without its end. */
  text: string;
  /** The line as the page shows it: every comment and part of one is replaced by blanks, so that columns stay. */
  visible: string;
  /** Comments and parts of them, counted from the start of the line. */
  comments: Range[];
  /** It begins inside a comment, the first of `comments`. */
  continues: boolean;
  /** Code spans, counted from the start of the line. */
  code: Range[];
  /** In a fenced code block, its marks included: comments are no comments there, and links no links. */
  fenced: boolean;
}

// White space and quotation marks, a list marker, the fence.
const FENCE = /^([ \t>]*)((?:[-*+]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})/;
const NEWLINE = 10;
const RETURN = 13;

/**
 * The lines of a Markdown text, by hand and in linear time (a body may be hostile, and lists of hundreds of issues are
 * read at once). A comment that is never closed hides the rest only where it begins a line, as on GitHub.
 */
export function* bodyLines(body: string): Generator<BodyLine> {
  let fence: Fence | undefined;
  let inComment = false;
  let number = 0;
  // Behind this there is no `-->` any more: what opens in the middle of a line is plain text.
  const lastClose = body.lastIndexOf('-->');
  for (const { start, end } of lineRanges(body)) {
    number++;
    const text = body.slice(start, end);
    const continues = inComment;
    const line: BodyLine = {
      number,
      start,
      end,
      text,
      visible: text,
      comments: [],
      continues,
      code: [],
      fenced: false,
    };
    if (fence && !isKept(fence, text)) fence = undefined;
    if (fence) {
      line.fenced = true;
      if (closes(fence, text)) fence = undefined;
    } else if (!inComment) {
      fence = openedBy(text);
      line.fenced = fence !== undefined;
    }
    if (!line.fenced) inComment = markComments(line, inComment, lastClose);
    yield line;
  }
}

interface Fence {
  mark: string;
  quoted: boolean;
  /** The column its list item's content begins at; 0 when it was not opened beside a list marker. */
  column: number;
}

function openedBy(text: string): Fence | undefined {
  if (!text.includes('```') && !text.includes('~~~')) return undefined;
  const match = FENCE.exec(text);
  if (!match) return undefined;
  const [opening, before = '', marker = '', mark = ''] = match;
  // The words behind backticks hold no backtick: otherwise it is a code span.
  if (mark.startsWith('`') && text.includes('`', opening.length)) return undefined;
  return { mark, quoted: before.includes('>'), column: marker === '' ? 0 : before.length + marker.length };
}

/** A fence in a quotation or a list item ends with it, closed or not. */
function isKept({ quoted, column }: Fence, text: string): boolean {
  if (quoted) return text.trimStart().startsWith('>');
  return column === 0 || text.trim() === '' || text.slice(0, column).trim() === '';
}

function closes({ mark }: Fence, text: string): boolean {
  const line = text.replace(/^[ \t>]+/, '').trimEnd();
  return line.startsWith(mark) && line === mark.charAt(0).repeat(line.length);
}

/** Finds the comments and the code of a line; true when a comment goes on behind its end. */
function markComments(line: BodyLine, inComment: boolean, lastClose: number): boolean {
  const { text, comments } = line;
  // Most lines hold neither; megabytes of short ones should not cost a search each.
  if (!inComment && !text.includes('`') && !text.includes('<!--')) return false;
  let from = 0;
  if (inComment) {
    const close = text.indexOf('-->');
    from = close < 0 ? text.length : close + 3;
    comments.push({ start: 0, end: from });
    if (close < 0) {
      line.visible = ' '.repeat(text.length);
      return true;
    }
  }
  for (const { kind, start, end } of inlineSpans(text.slice(from)))
    (kind === 'code' ? line.code : comments).push({ start: start + from, end: end + from });
  const open = unclosed(text, from, line);
  const goesOn = open !== undefined && (line.start + open < lastClose || text.slice(0, open).trim() === '');
  if (goesOn) {
    comments.push({ start: open, end: text.length });
    line.code = line.code.filter(({ start }) => start < open);
  }
  line.visible = blanked(text, comments);
  return goesOn;
}

/** Where a comment opens that does not end on this line; never in a code span. */
function unclosed(text: string, from: number, { code, comments }: BodyLine): number | undefined {
  for (let at = text.indexOf('<!--', from); at >= 0; at = text.indexOf('<!--', at + 4))
    if (
      text[at - 1] !== '\\' &&
      !isWithin(code, at) &&
      !isWithin(comments, at) &&
      commentEnd(text, at) === undefined
    )
      return at;
  return undefined;
}

function blanked(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of ranges) {
    parts.push(text.slice(from, start), ' '.repeat(Math.max(0, end - Math.max(start, from))));
    from = Math.max(from, end);
  }
  return parts.join('') + text.slice(from);
}

function* lineRanges(text: string): Generator<Range> {
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== NEWLINE && code !== RETURN) continue;
    yield { start, end: at };
    if (code === RETURN && text.charCodeAt(at + 1) === NEWLINE) at++;
    start = at + 1;
  }
  yield { start, end: text.length };
}
