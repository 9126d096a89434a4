import type { Contribution } from '../contribution.ts';
import { isEnded } from '../states.ts';

/** What the engine can do; one file each in `steps/`. */
export type StepName = 'claim' | 'prepare' | 'run' | 'hand_over' | 'cancel' | 'undo' | 'wait';

/** The next thing to do for a contribution; null when nothing is, or when it is the user's turn. */
export function nextStep(contribution: Contribution): StepName | null {
  const { state, phase, paused, cancelling, undoing, finalizing, start } = contribution;
  if (isEnded(state) || state === 'needs_attention') return null;
  if (state === 'paused') return paused?.until ? 'wait' : null;
  if (cancelling) return 'cancel';
  if (undoing) return 'undo';
  switch (phase) {
    case 'claiming':
      return 'claim';
    case 'preparing':
      return 'prepare';
    case 'running':
      return 'run';
    case 'finishing':
      return finalizing || start.finalize === 'auto' ? 'hand_over' : null;
    case 'ready_for_review':
      return null;
  }
}
