import type { Clock } from './clock.ts';

const TRIES = 3;
const FIRST_WAIT_MS = 500;

/** Something that is made or changed elsewhere and must not be there twice. */
export interface OnceSteps<T> {
  create(): Promise<T>;
  /** The earlier result; undefined when there is none. */
  look(): Promise<T | undefined>;
  /** True for failures after which nobody knows whether it was done. */
  isUnclear(error: unknown): boolean;
}

/**
 * Makes (or changes) something that must not be there twice. An unclear answer (5xx, cut connection, time limit, half an answer)
 * may hide a success: one looks for the earlier result before it is asked for again, at most three times.
 */
export async function createOnce<T>(
  clock: Clock,
  signal: AbortSignal | undefined,
  { create, look, isUnclear }: OnceSteps<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await create();
    } catch (error) {
      if (!isUnclear(error)) throw error;
      // What was just made may take a moment to be seen.
      await clock.sleep(FIRST_WAIT_MS * attempt ** 2, signal);
      const earlier = await look().catch((failure: unknown) => {
        signal?.throwIfAborted();
        // Looking failed as well: the first failure tells more, and nothing is sent again in the dark.
        throw isUnclear(failure) ? error : failure;
      });
      if (earlier !== undefined) return earlier;
      if (attempt >= TRIES) throw error;
    }
  }
}
