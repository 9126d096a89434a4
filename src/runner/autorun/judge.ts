import { MaestroError } from '../../platform/errors.ts';
import { findHalt, type Halt } from '../documents/halt.ts';
import { type Matches, matchTasks } from '../documents/match.ts';
import { findBoxes, type ReadTasks, tickTask, tickTasks } from '../documents/tasks.ts';
import type { TaskFact } from './events.ts';
import type { Misdeed } from './prompt.ts';
import { putBack } from './put-back.ts';

/** What a turn did to the document. */
export interface Verdict {
  ticked: boolean;
  halt: Halt | null;
  /** What the working copy should hold now, when that is not what the agent left. */
  restore: string | null;
  /** What the agent did to the document that it should not have. */
  misdeed: Misdeed | null;
  /** The tasks from before the turn, in that order, as they are in the document now; undefined for one that is gone. */
  now: readonly (TaskFact | undefined)[];
}

/**
 * Compares the document before and after a turn. The box of the task decides, whatever else became of its line. Open tasks
 * that vanished are put back beside what the agent wrote; a document that was deleted or made unreadable is put back as it
 * was. So no task gets lost, and none is done by deleting it. Boxes that were ticked before stay ticked. `line` is the
 * task's before the turn; `after` is null when there is no such file any more.
 */
export function judge(before: string, after: string | null, line: number, readTasks: ReadTasks): Verdict {
  const was = readTasks(before);
  const found = after === null ? null : readIfReadable(after, readTasks);
  if (after === null || found === null)
    return { ticked: false, halt: null, restore: before, misdeed: 'deleted', now: was };
  const matches = matchTasks(was, found.tasks);
  const task = was.findIndex((one) => one.line === line);
  if (task >= 0 && matches[task] === undefined) matches[task] = placeInStead(before, after, matches, task);
  const place = matches[task];
  const ticked = place !== undefined && (found.tasks[place]?.done ?? false);
  const verdict = { ticked, halt: found.halt };
  if (was.some(({ done }, index) => !done && matches[index] === undefined)) {
    const mended = putBack(before, after, matches) ?? asItWas(before, matches, ticked ? line : null);
    return { ...verdict, ...reticked(was, mended.text, mended.places, readTasks), misdeed: 'removed' };
  }
  const { restore, now } = reticked(was, after, matches, readTasks);
  const isChanged = restore !== after;
  return { ...verdict, restore: isChanged ? restore : null, misdeed: isChanged ? 'unticked' : null, now };
}

/** The document from before, with the one tick that counts. */
function asItWas(before: string, matches: Matches, ticked: number | null): { text: string; places: Matches } {
  const text = ticked === null ? before : tickTask(before, ticked);
  return { text, places: matches.map((_, index) => index) };
}

/** Ticks what had been ticked before the turn. */
function reticked(
  was: readonly TaskFact[],
  text: string,
  places: Matches,
  readTasks: ReadTasks,
): { restore: string; now: Verdict['now'] } {
  const tasks = readTasks(text);
  const now = places.map((place) => (place === undefined ? undefined : tasks[place]));
  const open = now.filter((task, index) => was[index]?.done && task && !task.done);
  if (open.length === 0) return { restore: text, now };
  const lines = new Set(open.flatMap((task) => task?.line ?? []));
  return {
    restore: tickTasks(text, [...lines]),
    now: now.map((task) => (task && lines.has(task.line) ? { ...task, done: true } : task)),
  };
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

/**
 * The agent ticked the box and put the task into other words altogether: it is the ticked one that stands, as deep as it
 * stood, where nothing else but the task is missing.
 */
function placeInStead(before: string, after: string, matches: Matches, task: number): number | undefined {
  const [was, now] = [findBoxes(before), findBoxes(after)];
  let previous = task - 1;
  while (previous >= 0 && matches[previous] === undefined) previous--;
  let next = task + 1;
  while (next < was.length && matches[next] === undefined) next++;
  if (next - previous > 2) return undefined;
  const from = (previous >= 0 ? (matches[previous] as number) : -1) + 1;
  const end = next < was.length ? (matches[next] as number) : now.length;
  const depth = was[task]?.depth;
  const place = now.findIndex((box, index) => index >= from && index < end && box.depth === depth);
  return place >= 0 && now[place]?.done && !matches.includes(place) ? place : undefined;
}
