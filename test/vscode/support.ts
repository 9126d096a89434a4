import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SymphonyContext } from '../../src/symphony/context.ts';
import { windowContext } from '../../src/vscode/context.ts';
import { readEnvironment } from '../../src/vscode/environment.ts';
import { HANG_MS } from '../support/limits.ts';

/** The extension under test, as the editor knows it. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('runmaestro.maestro-symphony');
  assert.ok(found, 'the extension is not there');
  return found;
}

/** Waits until something is so. */
export async function until(reached: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + HANG_MS; Date.now() < deadline; ) {
    if (await reached()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.fail(`waited too long: ${what}`);
}

/** The engine's context in this window, signed in as the test's user or signed out. */
export async function contextOf(
  channel: vscode.LogOutputChannel,
  options: { signedIn: boolean },
): Promise<SymphonyContext> {
  const { env } = readEnvironment();
  return windowContext(env, options.signedIn ? process.env.MAESTRO_FAKE_TOKEN : undefined, channel);
}
