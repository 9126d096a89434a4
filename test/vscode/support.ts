import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SymphonyContext } from '../../src/symphony/context.ts';
import { windowContext } from '../../src/vscode/context.ts';
import { readEnvironment } from '../../src/vscode/environment.ts';

/** The extension under test, as the editor knows it. */
export function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('runmaestro.maestro-symphony');
  assert.ok(found, 'the extension is not there');
  return found;
}

/** The engine's context in this window, signed in as the test's user or signed out. */
export async function contextOf(
  channel: vscode.LogOutputChannel,
  options: { signedIn: boolean },
): Promise<SymphonyContext> {
  const { env } = readEnvironment();
  return windowContext(env, options.signedIn ? process.env.MAESTRO_FAKE_TOKEN : undefined, channel);
}
