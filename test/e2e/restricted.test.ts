import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { type CheckedForge, startCheckedForge } from '../support/contract/checked-forge.ts';
import { type Editor, packExtension, startEditor, TRUST_SIGN_IN } from '../support/vscode/editor.ts';
import { Workbench } from '../support/vscode/workbench.ts';
import { makeWorld } from '../support/vscode/world.ts';

describe('a window in Restricted Mode', () => {
  let folder: string;
  let forge: CheckedForge;
  let editor: Editor;
  let browser: Browser;
  let window: Workbench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'maestro-test-e2e-'));
    forge = await startCheckedForge({ root: join(folder, 'forge') });
    const world = await makeWorld(forge, folder, 0);
    editor = await startEditor(world, {
      run: join(folder, 'editor'),
      extension: await packExtension(join(folder, 'extension')),
      signedIn: true,
      restricted: true,
    });
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(TRUST_SIGN_IN);
    // A stranger's repository that pretends to be a clone of ours.
    const stranger = join(folder, 'stranger');
    await mkdir(join(stranger, '.maestro/symphony/abcdefgh'), { recursive: true });
    await page.goto(`${editor.url}/?folder=${encodeURIComponent(stranger)}`);
    window = new Workbench(page);
  });

  afterAll(async () => {
    await browser?.close();
    await editor?.stop();
    await forge?.stop();
    if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

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
