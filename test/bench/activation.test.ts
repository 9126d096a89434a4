import { afterAll, beforeAll, expect, it } from 'vitest';
import { hereAndNow } from '../support/slowness.ts';
import { type Scene, startScene } from '../support/vscode/scene.ts';
import { startSharedEditor } from '../support/vscode/shared-editor.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

// Not the editor of the windows' tests: a measurement wants a machine where nothing else runs.
let shared: Awaited<ReturnType<typeof startSharedEditor>> | undefined;
let scene: Scene | undefined;
let window: Workbench;

beforeAll(async () => {
  shared = await startSharedEditor();
  scene = await startScene(shared, { signedIn: true });
  window = await scene.open();
});

afterAll(async () => {
  await scene?.stop();
  await shared?.stop();
});

it('the extension starts in less than 50 ms of our own time in a real window', async () => {
  const rounds: { ms: number; limit: number }[] = [];
  // A machine that is busy with something else proves nothing: the best of ten counts.
  for (let round = 0; round < 10 && !rounds.some(isFast); round++) {
    if (round > 0) await window.page.reload();
    const ms = await window.activationMs();
    rounds.push({ ms, limit: hereAndNow(50) });
  }
  const told = rounds.map(({ ms, limit }) => `${ms} of ${limit.toFixed(0)}`).join(', ');
  console.log(`activation of the extension: ${told} ms`);
  expect(rounds.some(isFast), told).toBe(true);
});

function isFast({ ms, limit }: { ms: number; limit: number }): boolean {
  return ms < limit;
}
