import { describeError } from '../../platform/errors.ts';
import type { SymphonyContext } from '../context.ts';
import type { Contribution } from '../contribution.ts';
import type { Journal } from '../journal/store.ts';
import { requireRehearsalFor } from '../start/no-model.ts';
import type { Desk } from './desk.ts';
import { holdFor } from './hold.ts';
import type { Job } from './job.ts';
import { nextStep, type StepName } from './next-step.ts';
import { cancel } from './steps/cancel.ts';
import { claim } from './steps/claim.ts';
import { handOver } from './steps/hand-over.ts';
import { prepare } from './steps/prepare.ts';
import { run } from './steps/run.ts';
import { undo } from './steps/undo.ts';
import { wait } from './steps/wait.ts';

const STEPS: Record<StepName, (job: Job) => Promise<void>> = {
  claim,
  prepare,
  run,
  hand_over: handOver,
  cancel,
  undo,
  wait,
};

/** Steps that a pause does not hold up: they end what the user or a failure has ended. */
const UNPAUSED: ReadonlySet<StepName> = new Set<StepName>(['cancel', 'undo']);

/** What the engine's loop works with. */
export interface Shift {
  ctx: SymphonyContext;
  journal: Journal;
  desk: Desk;
  /** The engine shall end. */
  stop: AbortSignal;
  /** The lock was lost: nothing may be done any more. */
  lost: AbortSignal;
}

/** Takes step after step until there is none to take. @returns why it ended, for the journal. */
export async function work({ ctx, journal, desk, stop, lost }: Shift): Promise<string> {
  const offline = { tries: 0, since: '' };
  const tries = (): number => (offline.since === milestone(journal.state()) ? offline.tries : 0);
  for (;;) {
    lost.throwIfAborted();
    if (stop.aborted) return 'stopped';
    const state = journal.state();
    const next = nextStep(state);
    if (next === null) return whyOver(state);
    if (desk.pause() !== null && !UNPAUSED.has(next)) {
      desk.clearPause();
      await journal.append({ type: 'paused', reason: 'user', message: 'You paused it.', until: null });
      continue;
    }
    const signal = desk.stepSignal(stop);
    const job: Job = {
      ctx,
      journal,
      signal,
      lifeline: lost,
      pauseAfterTask: () => desk.pause() !== null,
      steering: desk.steering,
      offlineTries: tries,
    };
    try {
      // What takes back may be done for any agent, also for one that should not have been let in.
      if (!UNPAUSED.has(next)) requireRehearsalFor(state.start.agent, ctx.env);
      await STEPS[next](job);
    } catch (error) {
      lost.throwIfAborted();
      if (!signal.aborted) {
        const hold = holdFor(error, journal.state(), ctx.clock.now(), tries());
        ctx.log.warn(ctx.redact(`${next}: ${describeError(error)}`));
        await journal.append(hold);
      }
    }
    if (next !== 'wait' && journal.state().paused?.reason === 'offline')
      Object.assign(offline, { tries: tries() + 1, since: milestone(journal.state()) });
  }
}

/** How far the work has come. Unchanged after a wait, the wait did not help. */
function milestone({ phase, claim, clone, tasks, pushedSha, finalizing }: Contribution): string {
  return JSON.stringify([phase, claim?.sha, claim?.pull?.number, clone?.ready, tasks, pushedSha, finalizing]);
}

function whyOver({ state, paused }: Contribution): string {
  switch (state) {
    case 'paused':
      return `paused: ${paused?.reason ?? 'user'}`;
    case 'needs_attention':
      return 'needs attention';
    case 'finishing':
      return 'waiting for finalize';
    default:
      return 'done';
  }
}
