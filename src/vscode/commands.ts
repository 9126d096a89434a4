import * as vscode from 'vscode';
import type { Door } from './door.ts';

/** Runs one command; called with what the editor passes to it (a tree row, or what another command hands over). */
export type Command = (...args: unknown[]) => Promise<unknown>;

/** Registers commands by the last part of their names. Whatever one throws is told to the user, once. */
export function registerCommands(door: Door, commands: Record<string, Command>): vscode.Disposable[] {
  return Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`maestro.symphony.${name}`, async (...args: unknown[]) => {
      try {
        return await run(...args);
      } catch (error) {
        door.report(error);
        return undefined;
      }
    }),
  );
}
