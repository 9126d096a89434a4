import { isUnclear } from '../../../github/errors.ts';
import type { Clock } from '../../../platform/clock.ts';
import { createOnce } from '../../../platform/once.ts';

/** Changes something. After an unclear answer one looks whether it is so, before the change is asked for again. */
export async function settle(
  clock: Clock,
  signal: AbortSignal,
  change: () => Promise<void>,
  isSo: () => Promise<boolean>,
): Promise<void> {
  await createOnce<unknown>(clock, signal, {
    isUnclear,
    create: change,
    look: async () => ((await isSo()) ? true : undefined),
  });
}
