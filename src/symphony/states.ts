import type { Contribution, ContributionState } from './contribution.ts';

const ENDED: ReadonlySet<ContributionState> = new Set<ContributionState>([
  'merged',
  'closed',
  'failed',
  'cancelled',
  'claim_lost',
]);

/** True for a state that no engine leaves any more (a closed pull request may still be reopened by its maintainer). */
export function isEnded(state: ContributionState): boolean {
  return ENDED.has(state);
}

/**
 * True for one that goes on only when its user does something: hands it over, answers, resumes, raises a budget. A pause of their
 * own is none: they know.
 */
export function waitsForUser({ state, paused, finalizing, start }: Contribution): boolean {
  switch (state) {
    case 'needs_attention':
    case 'interrupted':
      return true;
    case 'finishing':
      return !finalizing && start.finalize === 'ask';
    case 'paused':
      return paused?.reason === 'budget';
    default:
      return false;
  }
}

/**
 * True when an engine ought to be at work: without one, this contribution is interrupted. A run that is finished and
 * waits for the user's *finalize* needs none, nor does a pause that nothing but the user ends.
 */
export function needsEngine(contribution: Contribution): boolean {
  const { state, paused, cancelling, undoing, finalizing, start } = contribution;
  if (isEnded(state)) return false;
  if (cancelling || undoing) return true;
  switch (state) {
    case 'claiming':
    case 'preparing':
    case 'running':
      return true;
    case 'finishing':
      return finalizing || start.finalize === 'auto';
    case 'paused':
      return paused?.until != null;
    default:
      return false;
  }
}
