import { execFileSync } from 'node:child_process';

/** What a Node.js with nothing to do takes to start on the machine where our times were measured. */
const BARE_MS = 50;

/**
 * A limit in milliseconds of that machine as one of this machine, at this moment: a Node.js with nothing to do is started
 * for comparison. Never less than the limit itself. (Machines were seen where everything took three to eight times as long.)
 */
export function hereAndNow(limitMs: number): number {
  const from = performance.now();
  execFileSync(process.execPath, ['-e', '0'], { timeout: 20_000 });
  return limitMs * Math.max(1, (performance.now() - from) / BARE_MS);
}
