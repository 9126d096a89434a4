import type { Nodes } from 'mdast';
import { blocksOf, leavesOf, lineAt, withoutMark } from './blocks.ts';
import { requireReadable } from './limits.ts';
import { commentEnd, inlineSpans, type Range } from './spans.ts';

/** A comment of a document, outside of code. */
export interface Comment {
  /** 1-based. */
  line: number;
  /** What stands between its marks. */
  text: string;
}

/**
 * The HTML comments of a document that hold a word, top to bottom; those in code do not count. `word` is in lower case.
 * @throws MaestroError like `readTasks`, only for documents that hold the word at all.
 */
export function* commentsWith(markdown: string, word: string): Generator<Comment> {
  // Asked after every turn, and almost always there is none.
  if (!markdown.toLowerCase().includes(word)) return;
  requireReadable(markdown);
  const text = withoutMark(markdown);
  let [line, counted] = [1, 0];
  for (const { node, offset } of blocksOf(text))
    for (const { start, end } of commentsIn(node, text, offset)) {
      const inside = text.slice(start + 4, end - 3);
      if (!inside.toLowerCase().includes(word)) continue;
      line += lineAt(text.slice(counted, start), start - counted) - 1;
      counted = start;
      yield { line, text: inside.trim() };
    }
}

function* commentsIn(node: Nodes, text: string, offset: number): Generator<Range> {
  for (const { leaf, start, end } of leavesOf(node, offset)) {
    if (leaf.type === 'code') continue;
    const source = text.slice(start, end);
    // In an HTML block a backtick is a backtick: there is no code in it.
    const comments =
      leaf.type === 'html'
        ? commentsOf(source)
        : inlineSpans(source).filter(({ kind }) => kind === 'comment');
    for (const span of comments) yield { start: start + span.start, end: start + span.end };
  }
}

/** The complete comments of an HTML block. */
export function commentsOf(html: string): Range[] {
  const comments: Range[] = [];
  for (let start = html.indexOf('<!--'); start >= 0; ) {
    const end = commentEnd(html, start);
    if (end === undefined) break;
    comments.push({ start, end });
    start = html.indexOf('<!--', end);
  }
  return comments;
}
