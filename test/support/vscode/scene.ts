import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { type CheckedForge, startCheckedForge } from '../contract/checked-forge.ts';
import { type Editor, enterWorld, type PageOptions, preparePages } from './editor.ts';
import type { SharedEditor } from './shared-editor.ts';
import { Workbench } from './workbench.ts';
import { makeWorld, runFolder, type World } from './world.ts';

/** A forge with projects, and windows of the shared editor that see it. */
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
 * Sets it in a temporary folder; only one at a time. Call `stop()` whatever happens.
 * @param options.waitsFor the file that the scripted agent waits for in the clone's `.maestro/`, in its third task.
 */
export async function startScene(
  { editor, browser: address }: SharedEditor,
  options: {
    signedIn: boolean;
    waitsFor?: string;
    settings?: Record<string, unknown>;
    page?: Partial<PageOptions>;
  },
): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-test-scene-'));
  const parts: { forge?: CheckedForge; browser?: Browser } = {};
  const stop = async (): Promise<void> => {
    // Ends this connection and closes its windows; the browser itself runs on.
    await parts.browser?.close();
    await parts.forge?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const forge = await startCheckedForge({ root: join(folder, 'forge') });
    parts.forge = forge;
    const world = await makeWorld(forge, folder, options.waitsFor);
    await enterWorld(editor, world, options);
    parts.browser = await chromium.connect(address);
    const context = await parts.browser.newContext({
      viewport: { width: 1280, height: 800 },
      // Without a graphics card every frame of an animation is work.
      reducedMotion: 'reduce',
    });
    await preparePages(context, { restricted: false, testDriver: false, ...options.page });
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
