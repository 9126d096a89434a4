import { MaestroError } from '../../platform/errors.ts';
import { findHalt, type Halt } from '../documents/halt.ts';
import { type ReadTasks, tickTask } from '../documents/tasks.ts';
import type { TaskFact } from './events.ts';
import { matchTasks, type TaskWords, withoutBox, wordsOf } from './match-tasks.ts';

/** What a turn did to the document. */
export interface Verdict {
  ticked: boolean;
  halt: Halt | null;
  /** What the working copy should hold now, when that is not what the agent left. */
  restore: string | null;
  /** What the agent did to the document that it should not have. */
  misdeed: 'removed' | 'deleted' | null;
}

/**
 * Compares the document before and after a turn. The box of the task decides. Which task is which is found by order, neighbours and
 * words (`match-tasks.ts`): agents annotate. Their notes and new tasks stay; a task that vanished is put back in its place, and one
 * that is still open gets its own words back (with the agent's as a note below), so that it is found by them in later turns. A document
 * that was deleted or made unreadable is put back as it was. `after` is null when there is no such file any more.
 */
export function judge(before: string, after: string | null, key: string, readTasks: ReadTasks): Verdict {
  const found = after === null ? null : readIfReadable(after, readTasks);
  if (after === null || found === null)
    return { ticked: false, halt: null, restore: before, misdeed: 'deleted' };
  const was = withWords(before, readTasks(before));
  const now = withWords(after, found.tasks);
  const pairs = matchTasks(was, now);
  const place = was.findIndex(({ fact }) => fact.key === key);
  const ticked = now[pairs.get(place) ?? -1]?.fact.done ?? false;
  const vanished = was.some(({ fact }, at) => !fact.done && !pairs.has(at));
  const misdeed = vanished ? 'removed' : null;
  const keys = new Set(found.tasks.map((task) => task.key));
  const isWhole = was.every(({ fact }, at) => {
    if (fact.done || keys.has(fact.key)) return true;
    // What is done is not looked for any more, unless another task has the same words.
    return (
      fact.key === key && ticked && !was.some((other, index) => index !== at && other.fact.text === fact.text)
    );
  });
  if (isWhole && !vanished) return { ticked, halt: found.halt, restore: null, misdeed };
  const { line } = was[place]?.fact ?? {};
  const asItWas = ticked && line !== undefined ? tickTask(before, line) : before;
  // An agent that only took away has said nothing that could be kept.
  const restore = addsNothing(before, after)
    ? asItWas
    : (withOwnWords({ before, after, was, now, pairs }, readTasks) ?? asItWas);
  return { ticked, halt: found.halt, restore, misdeed };
}

function addsNothing(before: string, after: string): boolean {
  const plain = (line: string): string => line.replace(/\[[xX]\]/, '[ ]').trim();
  const known = new Set(linesOf(before).map(plain));
  return linesOf(after).every((line) => known.has(plain(line)));
}

function withWords(markdown: string, tasks: readonly TaskFact[]): TaskWords[] {
  const lines = linesOf(markdown);
  return tasks.map((fact) => ({ fact, words: wordsOf(lines[fact.line - 1] ?? fact.text) }));
}

const linesOf = (markdown: string): string[] => markdown.split(/\r\n|\n|\r/);

interface Versions {
  before: string;
  after: string;
  was: readonly TaskWords[];
  now: readonly TaskWords[];
  pairs: ReadonlyMap<number, number>;
}

/**
 * What the agent left, with the words that open tasks had before, and with those that vanished; null when that does not come out as it
 * should (a task of several lines that was cut into, say).
 */
function withOwnWords({ before, after, was, now, pairs }: Versions, readTasks: ReadTasks): string | null {
  const old = linesOf(before);
  const lines = linesOf(after);
  const insert = new Map<number, string[]>();
  let last = -1;
  for (const [at, { fact }] of was.entries()) {
    const match = now[pairs.get(at) ?? -1]?.fact;
    const line = old[fact.line - 1] ?? '';
    if (match === undefined && !fact.done) insert.set(last, [...(insert.get(last) ?? []), line]);
    if (match !== undefined) last = match.line - 1;
    if (match === undefined || fact.done || match.text === fact.text) continue;
    const theirs = lines[match.line - 1] ?? '';
    const indent = ' '.repeat(/^\s*(?:[-*+]|\d+[.)])?\s*/.exec(line)?.[0].length ?? 0);
    lines[match.line - 1] = match.done ? line.replace(/\[[ \t]\]/, '[x]') : line;
    insert.set(match.line - 1, [
      `${indent}- Note: ${withoutBox(theirs)}`,
      ...(insert.get(match.line - 1) ?? []),
    ]);
  }
  const end = /\r\n|\n|\r/.exec(after)?.[0] ?? '\n';
  const text = [
    ...(insert.get(-1) ?? []),
    ...lines.flatMap((line, at) => [line, ...(insert.get(at) ?? [])]),
  ].join(end);
  const found = readIfReadable(text, readTasks);
  const keys = new Set(found?.tasks.map((task) => task.key));
  return found && was.every(({ fact }) => fact.done || keys.has(fact.key)) ? text : null;
}

function readIfReadable(
  text: string,
  readTasks: ReadTasks,
): { tasks: readonly TaskFact[]; halt: Halt | null } | null {
  try {
    return { tasks: readTasks(text), halt: findHalt(text) };
  } catch (error) {
    // Too large or too deep to be read: for us the document is gone.
    if (error instanceof MaestroError) return null;
    throw error;
  }
}
