import type { ListItem, Nodes, Paragraph } from 'mdast';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import type { TaskFact } from '../autorun/events.ts';
import { blocksOf, endsLine, withoutMark } from './blocks.ts';
import { requireReadable } from './limits.ts';

/** The longest text of a task that is kept. */
const MAX_TASK_TEXT = 2_000;

/**
 * The tasks of a document (GitHub-flavoured task-list items), top to bottom: nested and ordered ones too, never what
 * stands in code or comments. Text is on one line, without control characters; the key is that text and its
 * how-manieth occurrence it is, so that it stays the same while lines move.
 * @throws MaestroError `document.too-large`, `document.too-deep`, `document.too-complex` (line in `data.line`).
 */
export function readTasks(markdown: string): TaskFact[] {
  const seen = new Map<string, number>();
  return findBoxes(markdown).map(({ line, text, done }) => {
    const occurrence = (seen.get(text) ?? 0) + 1;
    seen.set(text, occurrence);
    return { key: `${text}#${occurrence}`, line, text, done };
  });
}

/** Reads the tasks of a document; see `readTasks`. */
export type ReadTasks = (markdown: string) => readonly TaskFact[];

/**
 * `readTasks` that knows the last two texts it was asked about: around a turn the document is read before it, after it and
 * for the next one, and parsing costs far more than comparing (3 MB of garbage for a document of 25 tasks).
 */
export function rememberingTasks(): ReadTasks {
  let known: { markdown: string; tasks: readonly TaskFact[] }[] = [];
  return (markdown) => {
    const found = known.find((one) => one.markdown === markdown);
    if (found) return found.tasks;
    const tasks = readTasks(markdown);
    known = [{ markdown, tasks }, ...known.slice(0, 1)];
    return tasks;
  };
}

/**
 * The document with the box of the task on this line (1-based) ticked: one character differs. Unchanged when it is ticked.
 * @throws MaestroError `document.no-task` when no task stands on this line, and what `readTasks` throws.
 */
export function tickTask(markdown: string, line: number): string {
  return tickTasks(markdown, [line]);
}

/** As `tickTask`, for several lines in one reading. */
export function tickTasks(markdown: string, lines: readonly number[]): string {
  const boxes = new Map(findBoxes(markdown).map((box) => [box.line, box]));
  const parts: string[] = [];
  let from = 0;
  for (const line of [...lines].sort((a, b) => a - b)) {
    const box = boxes.get(line);
    if (!box)
      throw new MaestroError('document.no-task', `There is no task on line ${line}.`, {
        remedy: 'Read the document again: its lines have moved.',
      });
    if (box.done) continue;
    parts.push(markdown.slice(from, box.offset), 'x');
    from = box.offset + 1;
  }
  return parts.join('') + markdown.slice(from);
}

/** A task's place in the document's text. */
export interface Box {
  /** Of the character between the brackets. */
  offset: number;
  line: number;
  text: string;
  done: boolean;
  /** How many lists it stands in. */
  depth: number;
  /** Where its item starts, where the item's own words end, and where it ends with all that belongs to it. */
  start: number;
  wordsEnd: number;
  end: number;
}

/** The tasks of a document with their places, in the order of `readTasks`. @throws MaestroError like that. */
export function findBoxes(markdown: string): Box[] {
  requireReadable(markdown);
  const text = withoutMark(markdown);
  const skipped = markdown.length - text.length;
  const boxes: Box[] = [];
  let line = 1;
  let counted = 0;
  for (const { node, offset } of blocksOf(text))
    for (const { item, depth } of itemsOf(node)) {
      const start = offset + (item.position?.start.offset ?? 0);
      const inside = boxOffset(text, start);
      if (inside === undefined) continue;
      for (; counted < inside; counted++) if (endsLine(text, counted)) line++;
      const words = item.children.find(({ type }) => type === 'paragraph') ?? item;
      boxes.push({
        offset: inside + skipped,
        line,
        text: oneLine(textOf(item), MAX_TASK_TEXT),
        done: item.checked === true,
        depth,
        start: start + skipped,
        wordsEnd: offset + (words.position?.end.offset ?? 0) + skipped,
        end: offset + (item.position?.end.offset ?? 0) + skipped,
      });
    }
  return boxes;
}

/** The list items with a box under a node, in document order. */
export function* itemsOf(node: Nodes, depth = 0): Generator<{ item: ListItem; depth: number }> {
  if (node.type === 'listItem' && typeof node.checked === 'boolean') yield { item: node, depth };
  if (node.type === 'listItem' || node.type === 'list' || node.type === 'blockquote')
    for (const child of node.children) yield* itemsOf(child, node.type === 'listItem' ? depth + 1 : depth);
}

/** An item's box is the first bracket after its marker; a line end between the brackets (allowed in files) is no box to us. */
export function boxOffset(text: string, item: number): number | undefined {
  const inside = text.indexOf('[', item) + 1;
  return /[\n\r]/.test(text[inside] ?? '\n') ? undefined : inside;
}

function textOf(item: ListItem): string {
  const first = item.children.find((child): child is Paragraph => child.type === 'paragraph');
  return (first?.children ?? []).map((part) => ('value' in part ? part.value : '')).join('');
}
