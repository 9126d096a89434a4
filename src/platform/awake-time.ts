/** Whoever measures by an awake time looks at it at least so often (milliseconds). */
export const LOOK_MS = 1_000;
/** What is longer than this between two looks is the sleep of a laptop, or of the whole process: timers were late, too. */
const ASLEEP_MS = 10_000;

/**
 * A time for limits, in milliseconds: it goes on steadily, whatever is done to the clock on the wall, and stands still while the
 * machine sleeps, because nobody can be told from silent then. It has to be looked at every second.
 */
export function awakeTime(steady: () => number = () => performance.now()): () => number {
  let awake = 0;
  let last = steady();
  return () => {
    const now = steady();
    const passed = now - last;
    last = now;
    awake += passed > ASLEEP_MS ? LOOK_MS : Math.max(0, passed);
    return awake;
  };
}
