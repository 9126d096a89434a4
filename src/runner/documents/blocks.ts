import type { ListItem, Nodes, Paragraph, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { MaestroError } from '../../platform/errors.ts';
import { skipPlain } from './plain.ts';

/** A block at the top of a document; of a list, one item. Offsets in its tree count from `offset`. */
export interface Block {
  node: Exclude<RootContent, { type: 'list' }> | ListItem;
  /** Where its part of the document starts. */
  offset: number;
}

const FIRST_PART = 4 * 1024;
/** The longest list item or quotation that is parsed. */
const MAX_CONTAINER = 64 * 1024;

const SYNTAX = {
  extensions: [
    gfmTaskListItem(),
    {
      // Only the block structure is asked for. Each of these costs more than linear time on hostile text.
      disable: {
        null: [
          'attention',
          'autolink',
          'characterEscape',
          'characterReference',
          'codeText',
          'definition',
          'hardBreakEscape',
          'htmlText',
          'labelEnd',
          'labelStartImage',
          'labelStartLink',
          'setextUnderline',
        ],
      },
    },
  ],
  mdastExtensions: [gfmTaskListItemFromMarkdown()],
};

/**
 * The blocks of a document, top to bottom. The parser's cost grows with the square of what it is given at once, so it
 * gets the document in parts: all blocks of a part but the last are complete, and the next part begins with that one.
 * Plain paragraphs are not parsed at all; their nodes have no children.
 * @throws MaestroError `document.too-complex` with `data.line` for a list item or quotation over 64 KiB.
 */
export function* blocksOf(markdown: string): Generator<Block> {
  let size = FIRST_PART;
  for (let offset = 0; offset < markdown.length; ) {
    const parsed = skipPlain(markdown, offset);
    if (parsed > offset) {
      yield { node: paragraph(parsed - offset), offset };
      offset = parsed;
      continue;
    }
    const end = lineEndAfter(markdown, offset + size);
    const blocks = fromMarkdown(markdown.slice(offset, end), SYNTAX).children.flatMap<Block['node']>(
      (node) => (node.type === 'list' ? node.children : node),
    );
    if (end === markdown.length || blocks.length === 0) {
      for (const node of blocks) yield { node, offset };
      offset = end;
      continue;
    }
    const last = blocks.pop() as Block['node'];
    if (blocks.length === 0) {
      const isContainer = last.type === 'listItem' || last.type === 'blockquote';
      if (isContainer && end - offset > MAX_CONTAINER) throw tooComplex(markdown, offset);
      size *= 2;
      continue;
    }
    for (const node of blocks) yield { node, offset };
    offset += lineStart(markdown.slice(offset, end), startOf(last));
    size = FIRST_PART;
  }
}

function paragraph(length: number): Paragraph {
  const start = { line: 1, column: 1, offset: 0 };
  return { type: 'paragraph', children: [], position: { start, end: { ...start, offset: length } } };
}

/** The text without a byte order mark, which the parser leaves out of its offsets. */
export function withoutMark(markdown: string): string {
  return markdown.startsWith('\ufeff') ? markdown.slice(1) : markdown;
}

/** What holds no other blocks, under a node, and its place in the document; `offset` is the part's. */
export function* leavesOf(
  node: Nodes,
  offset: number,
): Generator<{ leaf: Nodes; start: number; end: number }> {
  if (node.type === 'listItem' || node.type === 'list' || node.type === 'blockquote') {
    for (const child of node.children) yield* leavesOf(child, offset);
    return;
  }
  const { start, end } = node.position ?? {};
  yield { leaf: node, start: offset + (start?.offset ?? 0), end: offset + (end?.offset ?? 0) };
}

/** The offset of a node in its part. */
export function startOf(node: Block['node']): number {
  return node.position?.start.offset ?? 0;
}

/** The 1-based number of the line that an offset is in. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = 0; at < offset; at++) if (endsLine(text, at)) line++;
  return line;
}

/** True at the last character of a line end (\n, \r\n or \r). */
export function endsLine(text: string, at: number): boolean {
  return text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
}

function lineEndAfter(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (endsLine(text, at)) return at + 1;
  return text.length;
}

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  for (let at = offset; at > 0; at--) if (endsLine(text, at - 1)) return at;
  return 0;
}

function tooComplex(markdown: string, offset: number): MaestroError {
  const line = lineAt(markdown, offset);
  return new MaestroError('document.too-complex', `The list item or quotation at line ${line} is too long.`, {
    remedy: `Keep each under ${MAX_CONTAINER / 1024} KiB.`,
    data: { line },
  });
}
