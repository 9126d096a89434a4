import { matchTasks } from '../documents/match.ts';
import type { TaskFact } from './events.ts';
import type { DocumentSoFar } from './so-far.ts';

/**
 * The tasks of a document with the keys by which the journal knows them: a task stays the one that it was, whatever its
 * line and its words have become. New ones get a key that no other has.
 */
export function identify(document: DocumentSoFar, tasks: readonly TaskFact[]): TaskFact[] {
  // As they stood when they were last seen: order tells more than words.
  const known = [...document.tasks.values()].map(({ fact }) => fact).sort((a, b) => a.line - b.line);
  const keys = new Map<number, string>();
  for (const [index, place] of matchTasks(known, tasks).entries())
    if (place !== undefined) keys.set(place, (known[index] as TaskFact).key);
  const taken = new Set(document.tasks.keys());
  return tasks.map((task, place) => ({ ...task, key: keys.get(place) ?? freeKey(task, taken) }));
}

/**
 * What there is to be told of known tasks after a turn: changed words always. Lines only where the known ones would give
 * another order than the document has, or new tasks stand among them: each line that an agent writes moves all below it.
 */
export function changesOf(
  document: DocumentSoFar,
  before: readonly TaskFact[],
  now: readonly (TaskFact | undefined)[],
  grew: boolean,
): { task: string; line: number; text: string }[] {
  const seen = before.flatMap(({ key }, index) => {
    const [known, fact] = [document.tasks.get(key)?.fact, now[index]];
    return known && fact ? [{ known, fact }] : [];
  });
  const ordered = [...seen].sort((a, b) => a.fact.line - b.fact.line);
  const isMoved = ordered.some(({ known }, index) => known.line <= (ordered[index - 1]?.known.line ?? 0));
  const withLines = grew || isMoved;
  return seen
    .filter(({ known, fact }) => known.text !== fact.text || (withLines && known.line !== fact.line))
    .map(({ known, fact }) => ({
      task: known.key,
      // One line alone among old ones would break their order.
      line: withLines ? fact.line : known.line,
      text: fact.text,
    }));
}

/** A reworded task still goes by its old words: another one that has these now cannot. */
function freeKey({ key, text }: TaskFact, taken: Set<string>): string {
  let free = key;
  for (let count = 2; taken.has(free); count++) free = `${text}#${count}`;
  taken.add(free);
  return free;
}
