import { MaestroError } from '../../platform/errors.ts';
import { plural } from '../../platform/text.ts';
import { leftOutWords } from '../../runner/workspace/left-out-words.ts';
import type { Workspace } from '../../runner/workspace/types.ts';
import { type Job, requireClaim } from './job.ts';
import { NOTHING_DONE } from './run-so-far.ts';

const MAX_NAMED = 5;

/**
 * All documents were worked through: journals what changed.
 * @throws MaestroError `run.nothing-done` when there is nothing to hand over.
 */
export async function finishRun({ journal }: Job, workspace: Workspace): Promise<void> {
  const state = journal.state();
  const facts = requireClaim(state);
  const diff = await workspace.diffStat(facts.sha ?? facts.baseSha);
  if (diff.files === 0) {
    const { done, total } = state.tasks;
    const left = state.leftOut.slice(0, MAX_NAMED).map(leftOutWords).join(', ');
    throw new MaestroError(
      NOTHING_DONE,
      `The run is over and no file was changed (${done} of ${plural(total, 'task')} done): there is nothing to hand over.${left === '' ? '' : ` Left in the clone: ${left}.`}`,
      {
        remedy:
          done < total
            ? 'Resume to try the unfinished tasks again, or cancel to give the issue back.'
            : 'Cancel to give the issue back.',
      },
    );
  }
  await journal.append({ type: 'run_finished', diff });
}
