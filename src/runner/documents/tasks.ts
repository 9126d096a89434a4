import type { ListItem, Nodes, Paragraph } from 'mdast';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import type { TaskFact } from '../autorun/events.ts';
import { blocksOf, endsLine } from './blocks.ts';
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
  const box = findBoxes(markdown).find((candidate) => candidate.line === line);
  if (!box)
    throw new MaestroError('document.no-task', `There is no task on line ${line}.`, {
      remedy: 'Read the document again: its lines have moved.',
    });
  if (box.done) return markdown;
  return `${markdown.slice(0, box.offset)}x${markdown.slice(box.offset + 1)}`;
}

interface Box {
  /** Of the character between the brackets. */
  offset: number;
  line: number;
  text: string;
  done: boolean;
}

function findBoxes(markdown: string): Box[] {
  requireReadable(markdown);
  const text = withoutMark(markdown);
  const skipped = markdown.length - text.length;
  const boxes: Box[] = [];
  let line = 1;
  let counted = 0;
  for (const { node, offset } of blocksOf(text))
    for (const item of itemsOf(node)) {
      const inside = boxOffset(text, offset + (item.position?.start.offset ?? 0));
      if (inside === undefined) continue;
      for (; counted < inside; counted++) if (endsLine(text, counted)) line++;
      boxes.push({
        offset: inside + skipped,
        line,
        text: oneLine(textOf(item), MAX_TASK_TEXT),
        done: item.checked === true,
      });
    }
  return boxes;
}

/** The parser leaves a byte order mark out of its offsets. */
function withoutMark(markdown: string): string {
  return markdown.startsWith('\ufeff') ? markdown.slice(1) : markdown;
}

/** The list items with a box under a node, in document order. */
function* itemsOf(node: Nodes): Generator<ListItem> {
  if (node.type === 'listItem' && typeof node.checked === 'boolean') yield node;
  if (node.type === 'listItem' || node.type === 'list' || node.type === 'blockquote')
    for (const child of node.children) yield* itemsOf(child);
}

/** An item's box is the first bracket after its marker; a line end between the brackets (allowed in files) is no box to us. */
function boxOffset(text: string, item: number): number | undefined {
  const inside = text.indexOf('[', item) + 1;
  return /[\n\r]/.test(text[inside] ?? '\n') ? undefined : inside;
}

function textOf(item: ListItem): string {
  const first = item.children.find((child): child is Paragraph => child.type === 'paragraph');
  return (first?.children ?? []).map((part) => ('value' in part ? part.value : '')).join('');
}
