import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { extension } from './support.ts';

describe('activation', () => {
  it('happens by itself once the editor has started', async () => {
    await eventually(() => extension().isActive, 'activation');
  });

  it('registers every command of the manifest', async () => {
    const { contributes } = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const known = new Set(await vscode.commands.getCommands(true));
    for (const { command } of contributes.commands) assert.ok(known.has(command), command);
  });

  it('names no executable and no folder in settings that a workspace could set', () => {
    const settings = vscode.workspace.getConfiguration('maestro.symphony');
    for (const name of ['home', 'registries', 'finalize', 'githubUrl'])
      assert.equal(settings.inspect(name)?.workspaceValue, undefined);
  });
});
