import * as vscode from 'vscode';
import type { Contribution } from '../symphony/contribution.ts';
import type { Door } from './door.ts';
import { maestroVariables } from './model/settings.ts';
import { plain } from './plain.ts';

/** The variable by which the terminal of a contribution is known again. */
const MARK = 'MAESTRO_ATTACHED_TO';

/**
 * Shows a contribution's run in an integrated terminal: `maestro symphony attach --stay`, in the one that is open already or in
 * a new one. The terminal only shows; closing it changes nothing.
 */
export async function showTerminal(
  door: Door,
  contribution: Contribution,
  options: { focus: boolean },
): Promise<vscode.Terminal> {
  const open = vscode.window.terminals.find(
    (terminal) => terminal.exitStatus === undefined && attachedTo(terminal) === contribution.id,
  );
  const terminal = open ?? (await openTerminal(door, contribution));
  terminal.show(!options.focus);
  return terminal;
}

async function openTerminal(door: Door, { id, start }: Contribution): Promise<vscode.Terminal> {
  const { env } = await door.environment();
  const { file, args, env: own } = door.command('symphony', 'attach', id, '--stay');
  return vscode.window.createTerminal({
    name: plain(start.name, 60),
    shellPath: file,
    shellArgs: [...args],
    env: { ...maestroVariables(env), ...own, [MARK]: id },
    iconPath: new vscode.ThemeIcon('play-circle'),
    // Not revived by the editor after a reload: the window opens it anew, with the state of then.
    isTransient: true,
  });
}

function attachedTo(terminal: vscode.Terminal): string | undefined {
  const { creationOptions } = terminal;
  return 'env' in creationOptions ? (creationOptions.env?.[MARK] ?? undefined) : undefined;
}
