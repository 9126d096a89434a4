// How slow this machine is, measured once for all stages.
import { spawnSync } from 'node:child_process';

/** What a Node.js with nothing to do takes to start on the machine where the tests' limits were chosen. */
const BARE_MS = 50;

/** How many times slower than that machine this one is: at least 1, with one decimal. */
export function slowness() {
  const told = Number(process.env.MAESTRO_SLOWNESS);
  if (told >= 1) return told;
  const times = Array.from({ length: 3 }, () => {
    const from = performance.now();
    spawnSync(process.execPath, ['-e', '0'], { timeout: 60_000 });
    return performance.now() - from;
  });
  return Math.max(1, Math.round((Math.min(...times) / BARE_MS) * 10) / 10);
}
