import { readTasks, tickTask } from '../documents/tasks.ts';
import type { TaskFact } from './events.ts';

/** What a turn did to the document. */
export interface Verdict {
  ticked: boolean;
  /** What the working copy should hold now, when that is not what the agent left. */
  restore: string | null;
  /** What the agent did to the document that it should not have. */
  misdeed: 'removed' | 'deleted' | null;
}

/**
 * Compares the document before and after a turn. The box of the task decides. A document that was deleted, or in which
 * open tasks vanished or changed their words, is put back as it was, with the box ticked when it was: no task gets lost,
 * and none is done by deleting it. `after` is null when the file is gone.
 */
export function judge(before: string, after: string | null, key: string): Verdict {
  if (after === null) return { ticked: false, restore: before, misdeed: 'deleted' };
  const was = readTasks(before);
  const now = new Map(readTasks(after).map((task) => [task.key, task]));
  const ticked = now.get(key)?.done ?? isTickedUnderAnotherName(was, [...now.values()], key);
  const vanished = was.some((task) => !task.done && !now.has(task.key));
  if (!vanished) return { ticked, restore: null, misdeed: null };
  const line = was.find((task) => task.key === key)?.line;
  return {
    ticked,
    restore: ticked && line !== undefined ? tickTask(before, line) : before,
    misdeed: 'removed',
  };
}

/** The agent ticked the box and changed the task's words ("… (done)"): same place, same number of tasks. */
function isTickedUnderAnotherName(was: readonly TaskFact[], now: readonly TaskFact[], key: string): boolean {
  const place = was.findIndex((task) => task.key === key);
  return was.length === now.length && (now[place]?.done ?? false);
}
