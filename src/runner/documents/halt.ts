import type { Nodes } from 'mdast';
import { oneLine } from '../../platform/text.ts';
import { blocksOf, lineAt } from './blocks.ts';
import { requireReadable } from './limits.ts';
import { commentEnd, inlineSpans, type Range } from './spans.ts';

/** A marker that stops the run. */
export interface Halt {
  /** 1-based. */
  line: number;
  reason: string;
}

const MARKER = 'maestro:halt';

/**
 * The first `<!-- maestro:halt: reason -->` of a document; none in code counts.
 * @throws MaestroError like `readTasks`, only for documents that hold the word at all.
 */
export function findHalt(markdown: string): Halt | null {
  // Asked after every turn, and almost always there is none.
  if (!markdown.includes(MARKER)) return null;
  requireReadable(markdown);
  const text = markdown.startsWith('\ufeff') ? markdown.slice(1) : markdown;
  for (const { node, offset } of blocksOf(text)) {
    const halt = haltIn(node, text, offset);
    if (halt) return halt;
  }
  return null;
}

function haltIn(node: Nodes, text: string, offset: number): Halt | null {
  if (node.type === 'listItem' || node.type === 'list' || node.type === 'blockquote') {
    for (const child of node.children) {
      const halt = haltIn(child, text, offset);
      if (halt) return halt;
    }
    return null;
  }
  if (node.type === 'code') return null;
  const start = offset + (node.position?.start.offset ?? 0);
  const source = text.slice(start, offset + (node.position?.end.offset ?? 0));
  // In an HTML block a backtick is a backtick: there is no code in it.
  const comments =
    node.type === 'html' ? commentsOf(source) : inlineSpans(source).filter(({ kind }) => kind === 'comment');
  for (const span of comments) {
    const reason = reasonOf(source.slice(span.start + 4, span.end - 3));
    if (reason !== undefined) return { line: lineAt(text, start + span.start), reason };
  }
  return null;
}

function commentsOf(html: string): Range[] {
  const comments: Range[] = [];
  for (let start = html.indexOf('<!--'); start >= 0; ) {
    const end = commentEnd(html, start);
    if (end === undefined) break;
    comments.push({ start, end });
    start = html.indexOf('<!--', end);
  }
  return comments;
}

/** The reason in a comment's text; undefined when it is another comment. */
function reasonOf(comment: string): string | undefined {
  const content = comment.trim();
  if (!content.startsWith(MARKER)) return undefined;
  const rest = content.slice(MARKER.length).trimStart();
  if (rest !== '' && !rest.startsWith(':')) return undefined;
  return oneLine(rest.slice(1)) || 'no reason given';
}
