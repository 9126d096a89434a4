import { isRehearsalForge } from '../github/addresses.ts';
import { SCRIPTED } from '../runner/agents/scripted/name.ts';
import type { Contribution } from './contribution.ts';

/**
 * True for what was only rehearsed: on a forge of this machine, whichever agent did it, or by the agent that uses no model,
 * wherever an earlier version let it. Nobody got anything by it, so it counts in no stats.
 */
export function isRehearsed({ start }: Pick<Contribution, 'start'>): boolean {
  return isRehearsalForge(start) || start.agent === SCRIPTED.id;
}

/** Those that count. */
export function withoutRehearsals<T extends Pick<Contribution, 'start'>>(contributions: readonly T[]): T[] {
  return contributions.filter((contribution) => !isRehearsed(contribution));
}
