import { execFileSync } from 'node:child_process';

/** What a Node.js with nothing to do takes to start on the machine where the limits were chosen. */
const BARE_MS = 50;

/**
 * How many times slower than that machine this one is; at least 1. Whoever starts the tests (the runner, or Vitest's
 * configuration) measures it once and tells everybody else (`MAESTRO_SLOWNESS`).
 */
export function slowness(): number {
  const told = Number(process.env.MAESTRO_SLOWNESS);
  if (told >= 1) return told;
  const from = performance.now();
  execFileSync(process.execPath, ['-e', '0'], { timeout: 60_000 });
  return Math.max(1, (performance.now() - from) / BARE_MS);
}

/** A test that hangs must end within the time that a whole run has. */
const AT_MOST = 4;

/**
 * Milliseconds that only something that hangs uses up: whoever waits for what has to come waits so long. Two minutes, and more
 * in proportion on a slow machine, where everything else may be going on as well. The only place where such a limit is set.
 */
export const HANG_MS = Math.round(120_000 * Math.min(AT_MOST, slowness()));

/** The same for what is many waits, one after the other: a whole run of an engine or of a real agent. */
export const RUN_MS = 4 * HANG_MS;

/** The same for a whole test: above everything that is waited for in it, so that the wait says what did not come. */
export const TEST_MS = 5 * HANG_MS;

/**
 * A limit of the product that is certainly reached: what it bounds never comes (a server that does not answer, a command
 * that sleeps), however fast or slow the machine is. Never for what does come: that may take longer, and gets `HANG_MS`.
 */
export function reached(ms: number): number {
  return ms;
}

/**
 * Milliseconds until something is done to somebody who may be anywhere in his work by then: the test must pass wherever that is,
 * as it would for any other number. Never for "it will have happened by then": that is waited for.
 */
export function anywhere(ms: number): number {
  return ms;
}
