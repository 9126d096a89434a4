/**
 * A turn's time that stands still until something is the case (the model was asked) and flies from then on: a limit is reached
 * then and never before, however long the machine takes to get there.
 */
export function timeFrom(isThere: () => boolean): () => number {
  const start = Date.now();
  let from: number | undefined;
  return () => {
    if (from === undefined && isThere()) from = Date.now();
    return from === undefined ? start : start + (Date.now() - from) * 1_000;
  };
}

/** Limits for such a time: ten minutes of silence, and no other. */
export const SILENCE_MS = 600_000;
