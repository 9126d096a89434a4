import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HANG_MS } from './limits.ts';

/** Milliseconds that some work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** How much a thing takes, as a multiple of something else that was done right beside it. */
export interface Pair {
  ms: number;
  besideMs: number;
}

/**
 * The least of the ratios of some pairs, as soon as one is below `most`: a machine that is busy with something else proves nothing, and
 * one whose speed changes does so within a pair as seldom as it can.
 */
export async function leastRatio(
  most: number,
  pair: (round: number) => Promise<Pair>,
  rounds = 10,
): Promise<{ ratio: number; told: string }> {
  const pairs: Pair[] = [];
  const ratioOf = ({ ms, besideMs }: Pair): number => ms / besideMs;
  while (pairs.length < rounds && !pairs.some((one) => ratioOf(one) < most))
    pairs.push(await pair(pairs.length));
  const told = pairs.map(({ ms, besideMs }) => `${ms.toFixed(1)} ms to ${besideMs.toFixed(1)}`).join(', ');
  return { ratio: Math.min(...pairs.map(ratioOf)), told };
}

/** Starts a Node.js with nothing to do. */
export function bareNode(): void {
  execFileSync(process.execPath, ['-e', '0'], { timeout: HANG_MS });
}

/** Reads the JSON files right in a folder, and does nothing with it. */
export async function readJsonIn(dir: string): Promise<void> {
  for (const entry of await readdir(dir, { withFileTypes: true }))
    if (entry.isFile()) JSON.parse(await readFile(join(dir, entry.name), 'utf8'));
}
