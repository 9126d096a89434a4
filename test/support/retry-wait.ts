import type { StampedRunEvent } from '../../src/orchestrator/runs/events.ts';

/**
 * The waits, in milliseconds, that may have been chosen for the next attempt: the moment of the choice lies between the failure's
 * event and the one before it, however long the machine took from one to the other.
 */
export function retryWait(events: readonly StampedRunEvent[]): { least: number; most: number } {
  const index = events.findLastIndex(({ type }) => type === 'attempt_failed');
  const [before, failed] = [events[index - 1], events[index]];
  if (!before || failed?.type !== 'attempt_failed') throw new Error('No attempt has failed.');
  const until = Date.parse(failed.retryAt ?? '');
  return { least: until - Date.parse(failed.at), most: until - Date.parse(before.at) };
}
