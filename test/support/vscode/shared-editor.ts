import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startBrowser } from '../../../scripts/lib/browser.mjs';
import { HANG_MS } from '../limits.ts';
import { type Editor, startEditor } from './editor.ts';

/** One editor server and one browser. Every file has its own world, and its own windows, in them. */
export interface SharedEditor {
  editor: Editor;
  /** Where the browser is connected to. */
  browser: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    sharedEditor: SharedEditor;
  }
}

/** Starts both in a temporary folder. Call `stop()` whatever happens. */
export async function startSharedEditor(): Promise<SharedEditor & { stop(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'maestro-test-editor-'));
  const stops = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const { stop: stopEditor, ...editor } = await startEditor(folder);
    stops.push(stopEditor);
    const browser = await startBrowser(HANG_MS);
    stops.push(() => browser.close());
    return { editor, browser: browser.wsEndpoint(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What Vitest calls before the first file of the project, and after the last one. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stop, ...shared } = await startSharedEditor();
  project.provide('sharedEditor', shared);
  return stop;
}
