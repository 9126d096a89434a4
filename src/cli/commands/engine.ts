import { keepHeapSmall } from '../../platform/small-heap.ts';
import type { Door } from '../door.ts';

/**
 * `symphony engine ID` (not for people): the detached process that does a contribution's work. What it works with is loaded
 * after the heap was told to stay small: loading alone would let it grow.
 */
export async function engine(door: Door, id: string): Promise<number> {
  keepHeapSmall();
  return (await import('./engine-work.ts')).engineWork(door, id);
}
