import { MaestroError } from '../../platform/errors.ts';
import { findHalt, type Halt } from '../documents/halt.ts';
import { type ReadTasks, tickTask } from '../documents/tasks.ts';
import type { TaskFact } from './events.ts';

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
 * Compares the document before and after a turn. The box of the task decides. A document that was deleted or made
 * unreadable, or in which open tasks vanished or changed their words, is put back as it was, with the box ticked when it
 * was: no task gets lost, and none is done by deleting it. `after` is null when there is no such file any more.
 */
export function judge(before: string, after: string | null, key: string, readTasks: ReadTasks): Verdict {
  const found = after === null ? null : readIfReadable(after, readTasks);
  if (found === null) return { ticked: false, halt: null, restore: before, misdeed: 'deleted' };
  const was = readTasks(before);
  const now = new Map(found.tasks.map((task) => [task.key, task]));
  const ticked = now.get(key)?.done ?? isTickedUnderAnotherName(was, found.tasks, key);
  const vanished = was.some((task) => !task.done && !now.has(task.key));
  if (!vanished) return { ticked, halt: found.halt, restore: null, misdeed: null };
  const line = was.find((task) => task.key === key)?.line;
  return {
    ticked,
    halt: found.halt,
    restore: ticked && line !== undefined ? tickTask(before, line) : before,
    misdeed: 'removed',
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

/** The agent ticked the box and changed the task's words ("… (done)"): same place, same number of tasks. */
function isTickedUnderAnotherName(was: readonly TaskFact[], now: readonly TaskFact[], key: string): boolean {
  const place = was.findIndex((task) => task.key === key);
  return was.length === now.length && (now[place]?.done ?? false);
}
