import type { Api } from './api.ts';
import { isUnclear } from './errors.ts';

const TRIES = 3;
const FIRST_WAIT_MS = 500;

/**
 * Makes (or changes) something that must not be there twice. An unclear answer (5xx, cut connection, time limit, half an answer)
 * may hide a success: GitHub is asked for the earlier result before it is asked to create again, at most three times.
 */
export async function createOnce<T>(
  api: Pick<Api, 'clock'>,
  signal: AbortSignal | undefined,
  steps: {
    create(): Promise<T>;
    /** The earlier result; undefined when there is none. */
    look(): Promise<T | undefined>;
  },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await steps.create();
    } catch (error) {
      if (!isUnclear(error)) throw error;
      // What was just made may take a moment to be seen.
      await api.clock.sleep(FIRST_WAIT_MS * attempt ** 2, signal);
      const earlier = await steps.look().catch((failure: unknown) => {
        signal?.throwIfAborted();
        // Looking failed as well: the first failure tells more, and nothing is sent again in the dark.
        throw isUnclear(failure) ? error : failure;
      });
      if (earlier !== undefined) return earlier;
      if (attempt >= TRIES) throw error;
    }
  }
}
