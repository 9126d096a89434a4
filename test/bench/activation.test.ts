import { afterAll, beforeAll, expect, it } from 'vitest';
import { bareNode, leastRatio, timed } from '../support/reference.ts';
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

it('the extension starts in less of our own time than a bare Node.js takes, in a real window', async () => {
  const { ratio, told } = await leastRatio(1, async (round) => {
    if (round > 0) await window.page.reload();
    const ms = await window.activationMs();
    return { ms, besideMs: await timed(bareNode) };
  });
  console.log(`activation of the extension: ${ratio.toFixed(2)} of a bare Node.js (${told})`);
  expect(ratio, told).toBeLessThan(1);
});
