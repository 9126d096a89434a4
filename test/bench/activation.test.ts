import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Scene, startScene } from '../support/vscode/scene.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

let scene: Scene | undefined;
let window: Workbench;

beforeAll(async () => {
  scene = await startScene({ pace: 0, signedIn: true });
  window = await scene.open();
});

afterAll(() => scene?.stop());

it('the extension starts in less than 50 ms of our own time in a real window', async () => {
  const rounds: { ms: number; limit: number }[] = [];
  // A machine that is busy with something else proves nothing: the best of ten counts.
  for (let round = 0; round < 10 && !rounds.some(isFast); round++) {
    if (round > 0) await window.page.reload();
    const ms = await window.activationMs();
    rounds.push({ ms, limit: Math.max(50, bareStartMs()) });
  }
  const told = rounds.map(({ ms, limit }) => `${ms} of ${limit.toFixed(0)}`).join(', ');
  console.log(`activation of the extension: ${told} ms`);
  expect(rounds.some(isFast), told).toBe(true);
});

function isFast({ ms, limit }: { ms: number; limit: number }): boolean {
  return ms < limit;
}

/**
 * How long a Node.js takes to start that has nothing to do: 40 to 50 ms on the machine where the 50 ms were measured, so
 * that a slower machine has in proportion more for us. Seen: 110 to 350.
 */
function bareStartMs(): number {
  const from = performance.now();
  execFileSync(process.execPath, ['-e', '0'], { timeout: 20_000 });
  return performance.now() - from;
}
