import { type OnceSteps, createOnce as once } from '../platform/once.ts';
import type { Api } from './api.ts';
import { isUnclear } from './errors.ts';

/** `platform/once` for what is made on GitHub. */
export function createOnce<T>(
  api: Pick<Api, 'clock'>,
  signal: AbortSignal | undefined,
  steps: Omit<OnceSteps<T>, 'isUnclear'>,
): Promise<T> {
  return once(api.clock, signal, { ...steps, isUnclear });
}
