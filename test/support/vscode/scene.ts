import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchBrowser } from '../../../scripts/lib/browser.mjs';
import { type CheckedForge, startCheckedForge } from '../contract/checked-forge.ts';
import { type Editor, packExtension, startEditor, TRUST_SIGN_IN } from './editor.ts';
import { Workbench } from './workbench.ts';
import { makeWorld, runFolder, type World } from './world.ts';

/** An editor with the packed extension, a forge with projects, and a browser to look at it. */
export interface Scene {
  folder: string;
  forge: CheckedForge;
  world: World;
  editor: Editor;
  context: BrowserContext;
  /** Opens a folder in a new window; without one an empty folder. */
  open(folder?: string): Promise<Workbench>;
  stop(): Promise<void>;
}

/**
 * Starts all of it in a temporary folder. Call `stop()` whatever happens.
 * @param options.pace milliseconds that the scripted agent pretends to work on each task.
 */
export async function startScene(options: {
  pace: number;
  signedIn: boolean;
  restricted?: boolean;
  env?: Record<string, string>;
  settings?: Record<string, unknown>;
}): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-test-scene-'));
  const parts: { forge?: CheckedForge; editor?: Editor; browser?: Browser } = {};
  const stop = async (): Promise<void> => {
    await parts.browser?.close();
    await parts.editor?.stop();
    await parts.forge?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const forge = await startCheckedForge({ root: join(folder, 'forge') });
    parts.forge = forge;
    const world = await makeWorld(forge, folder, options.pace);
    const editor = await startEditor(world, {
      run: await runFolder(folder, 'editor'),
      extension: await packExtension(join(folder, 'extension')),
      signedIn: options.signedIn,
      restricted: options.restricted ?? false,
      env: options.env ?? {},
      settings: options.settings ?? {},
    });
    parts.editor = editor;
    parts.browser = await launchBrowser();
    const context = await parts.browser.newContext({
      viewport: { width: 1280, height: 800 },
      // Without a graphics card every frame of an animation is work.
      reducedMotion: 'reduce',
    });
    await context.addInitScript(TRUST_SIGN_IN);
    const open = async (at?: string): Promise<Workbench> => {
      const page = await context.newPage();
      const shown = at ?? (await runFolder(folder, 'workspace'));
      await page.goto(`${editor.url}/?folder=${encodeURIComponent(shown)}`);
      return new Workbench(page);
    };
    return { folder, forge, world, editor, context, open, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
