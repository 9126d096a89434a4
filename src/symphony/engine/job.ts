import { MaestroError } from '../../platform/errors.ts';
import type { Steering } from '../../runner/autorun/input.ts';
import type { SymphonyContext } from '../context.ts';
import type { ClaimView, Contribution } from '../contribution.ts';
import type { Journal } from '../journal/store.ts';

/** What a step works with. Every step may be killed between any two events and is then begun again. */
export interface Job {
  readonly ctx: SymphonyContext;
  readonly journal: Journal;
  /** Aborted when the step shall end: pause now, cancel, the engine is told to stop, the lock was lost. */
  readonly signal: AbortSignal;
  /**
   * Aborted only when the lock was lost. For the few creates on GitHub that are seen through once begun: one that was
   * cut off could still take place after somebody looked whether it had.
   */
  readonly lifeline: AbortSignal;
  /** The user asked for a pause after the task that is under way. */
  pauseAfterTask(): boolean;
  /** The user's lines for the agent. */
  readonly steering: Steering;
  /** How many waits for the connection in a row did not help. */
  offlineTries(): number;
}

/** The claim; a step that comes after it cannot be without one. @throws MaestroError `journal.incomplete`. */
export function requireClaim({ id, claim }: Contribution): ClaimView {
  if (claim) return claim;
  throw incomplete(id, 'a claim');
}

/** The clone's folder; as `requireClaim`. */
export function requireClone({ id, clone }: Contribution): string {
  if (clone) return clone.dir;
  throw incomplete(id, 'a clone');
}

function incomplete(id: string, what: string): MaestroError {
  return new MaestroError('journal.incomplete', `The journal of ${id} does not mention ${what}.`, {
    remedy: 'Cancel this contribution and start the issue again.',
  });
}
