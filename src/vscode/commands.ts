import * as vscode from 'vscode';
import { MaestroError } from '../platform/errors.ts';
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

/**
 * A command of a row's menu. While the tree is read anew the editor passes `undefined` for a row that it showed a moment ago:
 * that must not become a question about all there is, where Enter would take another one.
 */
export function ofRow(run: (row?: unknown) => Promise<unknown>): Command {
  return async (...args) => {
    if (args.length > 0 && (args[0] === undefined || args[0] === null))
      throw new MaestroError('window.row-gone', vscode.l10n.t('The list has just changed.'), {
        remedy: vscode.l10n.t('Try it once more.'),
      });
    return run(args[0]);
  };
}
