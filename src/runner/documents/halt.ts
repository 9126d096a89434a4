import { oneLine } from '../../platform/text.ts';
import { commentsWith } from './markers.ts';

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
  for (const { line, text } of commentsWith(markdown, MARKER)) {
    const reason = reasonOf(text);
    if (reason !== undefined) return { line, reason };
  }
  return null;
}

/** The reason in a comment's text; undefined when it is another comment. */
function reasonOf(content: string): string | undefined {
  if (!content.toLowerCase().startsWith(MARKER)) return undefined;
  const rest = content.slice(MARKER.length).trimStart();
  if (rest !== '' && !rest.startsWith(':')) return undefined;
  return oneLine(rest.slice(1)) || 'no reason given';
}
