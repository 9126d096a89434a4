import { awakeTime } from './awake-time.ts';

/** Time as an argument, so that tests can hold it. */
export interface Clock {
  /** The current moment. */
  now(): Date;
  /**
   * A time of its own for silence and other limits (`awake-time.ts`): looked at every second, in milliseconds from any beginning, so
   * that only the difference of two looks says something.
   */
  stopwatch(): () => number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  stopwatch: () => awakeTime(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const timer = setTimeout(done, ms);
      function done(): void {
        signal?.removeEventListener('abort', abort);
        resolve();
      }
      function abort(): void {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      }
      signal?.addEventListener('abort', abort, { once: true });
    });
  },
};
