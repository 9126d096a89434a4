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
  const times: number[] = [];
  // A machine that is busy with something else proves nothing: the best of ten counts.
  for (let round = 0; round < 10 && !times.some((ms) => ms < 50); round++) {
    if (round > 0) await window.page.reload();
    times.push(await window.activationMs());
  }
  console.log(`activation of the extension: ${times.join(', ')} ms`);
  expect(Math.min(...times)).toBeLessThan(50);
});
