import { MaestroError } from '../../platform/errors.ts';
import { findHalt } from '../documents/halt.ts';
import { pushCommits } from './commit.ts';
import { runDocument } from './document.ts';
import type { AutoRunEnd, AutoRunEvent } from './events.ts';
import type { AutoRunInput } from './input.ts';
import { applyEvent } from './so-far.ts';
import { workingCopy } from './working-copy.ts';

/**
 * Runs documents through an agent, task by task: a task is done when its box is ticked after a turn. Each event is meant to
 * be journaled before the next is asked for; a run that was killed at any point goes on from `runSoFar(journal)`.
 * Aborting the signal interrupts the turn and ends the run as `stopped`.
 * @throws MaestroError `autorun.stale-halt`, `autorun.document-missing`, and whatever git's commands throw.
 */
export async function* autoRun(
  input: AutoRunInput,
  signal: AbortSignal,
): AsyncGenerator<AutoRunEvent, AutoRunEnd> {
  const steps = runAll(input, signal);
  try {
    for (;;) {
      const next = await steps.next();
      if (next.done) return next.value;
      applyEvent(input.soFar, next.value);
      yield next.value;
    }
  } finally {
    // A reader that stops reading ends the agent, too.
    await steps.return({ how: 'stopped' });
  }
}

async function* runAll(run: AutoRunInput, signal: AbortSignal): AsyncGenerator<AutoRunEvent, AutoRunEnd> {
  await refuseStaleHalt(run);
  const failures = { inARow: 0 };
  for (const index of run.documents.keys()) {
    if (isOver(run, index)) continue;
    const end = yield* runDocument(run, index, failures, signal);
    if (end) return end;
    yield* pushCommits(run);
  }
  // An earlier run may have been killed between its last commit and its push.
  yield* pushCommits(run);
  return { how: 'finished' };
}

function isOver(run: AutoRunInput, index: number): boolean {
  const state = run.soFar.documents.get(index)?.state;
  return state === 'finished' || state === 'skipped';
}

/** A halt marker from before would stop the run after its first turn, tokens spent: it is refused before. */
async function refuseStaleHalt(run: AutoRunInput): Promise<void> {
  for (const [index, { file }] of run.documents.entries()) {
    if (isOver(run, index)) continue;
    const copy = await workingCopy(run.workspace.dir, file);
    const halt = findHalt((await copy.read()) ?? '');
    if (!halt) continue;
    const place = `${copy.shown}:${halt.line}`;
    throw new MaestroError('autorun.stale-halt', `${place} holds a halt marker: ${halt.reason}`, {
      remedy: `Settle what it says, remove line ${halt.line} of ${file}, and resume.`,
      data: { file, line: halt.line },
    });
  }
}
