import { withoutClosing } from '../../platform/closing-words.ts';
import { oneLine, truncate } from '../../platform/text.ts';
import type { LeftOut } from '../workspace/types.ts';
import type { AutoRunEvent } from './events.ts';
import type { AutoRunInput } from './input.ts';

/** What git shows of a subject without cutting it. */
const MAX_SUBJECT = 72;
const MAX_LEFT_OUT = 50;

/**
 * The commit's message for a task: one line that says whether it was finished. A task is a stranger's text: nothing in it
 * closes an issue when the commit is merged.
 */
export function commitMessage(task: string, outcome: 'done' | 'unfinished'): string {
  const [head, tail] = ['Symphony: ', outcome === 'done' ? '' : ' (unfinished)'];
  const words = withoutClosing(oneLine(task, MAX_SUBJECT));
  return `${head}${truncate(words, MAX_SUBJECT - head.length - tail.length)}${tail}`;
}

/**
 * Commits what a task changed. When nothing is left to commit but the branch has moved (the agent committed by itself, or
 * the engine was killed between the commit and its journal entry), that commit is the task's.
 * @returns the commit's sha; null when the task changed nothing. And what stays out of it that was not told yet.
 */
export async function commitTask(
  run: AutoRunInput,
  task: string,
  outcome: 'done' | 'unfinished',
): Promise<{ commit: string | null; leftOut: LeftOut[]; broughtHome: string[] }> {
  const broughtHome = await run.workspace.bringHome(homeOf(run));
  const made = await run.workspace.commitAll(commitMessage(task, outcome), run.identity, run.signOff);
  const leftOut = made.leftOut.filter(({ path }) => !run.soFar.leftOut.has(path)).slice(0, MAX_LEFT_OUT);
  if (made.sha !== null) return { commit: made.sha, leftOut, broughtHome };
  const head = await run.workspace.head();
  return { commit: head === (run.soFar.lastCommit ?? run.baseSha) ? null : head, leftOut, broughtHome };
}

/** The branch of the run, with what is known to have been on it. */
function homeOf({ branch, soFar, baseSha, identity }: AutoRunInput) {
  const known = [soFar.lastCommit, soFar.pushed, baseSha].filter((sha) => sha !== null);
  return { branch, known: [...new Set(known)], identity, afterTurn: true };
}

/** Pushes the branch when it holds commits that were not pushed yet. */
export async function* pushCommits(run: AutoRunInput): AsyncGenerator<AutoRunEvent, void> {
  const head = await run.workspace.head();
  if (head === (run.soFar.pushed ?? run.baseSha)) return;
  yield { type: 'pushed', sha: await run.workspace.push(run.branch) };
}
