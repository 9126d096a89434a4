import { execFileSync } from 'node:child_process';

/** What a Node.js with nothing to do takes to start on the machine where the limits were chosen. */
const BARE_MS = 50;

/**
 * How many times slower than that machine this one is; at least 1. The runner measures it once for all its stages
 * (`MAESTRO_SLOWNESS`); a Vitest that is started by hand measures it itself.
 */
function slowness(): number {
  const told = Number(process.env.MAESTRO_SLOWNESS);
  if (told >= 1) return told;
  const from = performance.now();
  execFileSync(process.execPath, ['-e', '0'], { timeout: 60_000 });
  return Math.max(1, (performance.now() - from) / BARE_MS);
}

/**
 * Milliseconds that only something that hangs uses up: whoever waits for what has to come waits so long. Two minutes, and more
 * in proportion on a slow machine, where everything else may be going on as well. The only place where such a limit is set.
 */
export const HANG_MS = Math.round(120_000 * slowness());
