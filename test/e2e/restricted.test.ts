import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Scene, startScene } from '../support/vscode/scene.ts';
import type { Workbench } from '../support/vscode/workbench.ts';

describe('a window in Restricted Mode', () => {
  let scene: Scene;
  let window: Workbench;

  beforeAll(async () => {
    scene = await startScene(inject('sharedEditor'), { signedIn: true, page: { restricted: true } });
    // A stranger's repository that pretends to be a clone of ours.
    const stranger = join(scene.folder, 'stranger');
    await mkdir(join(stranger, '.maestro/symphony/abcdefgh'), { recursive: true });
    window = await scene.open(stranger);
  });

  afterAll(() => scene?.stop());

  it('lists the projects', async () => {
    await window.openView();
    await window.row('Text Kit').click();
    await window.row('#1 Put the text helpers in order').filter({ hasText: 'available' }).waitFor();
  });

  it('offers nothing that would start an agent, git or a terminal', async () => {
    await window.page.keyboard.press('F1');
    await window.input.fill('>Maestro: ');
    await window.choice('Maestro: Show Stats').waitFor();
    for (const title of ['Start Symphony', 'Attach to', 'Resume', 'Finalize'])
      expect(await window.choice(`Maestro: ${title}`).count(), title).toBe(0);
    await window.page.keyboard.press('Escape');
  });

  it('shows no run and opens no terminal for a folder that only pretends to be a clone', async () => {
    expect(await window.status.count()).toBe(0);
    expect(await window.terminal.count()).toBe(0);
  });
});
