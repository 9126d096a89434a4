import * as vscode from 'vscode';
import { asMaestroError, isAbort } from '../platform/errors.ts';
import type { Door } from './door.ts';
import { plain } from './plain.ts';
import { remedyOf } from './remedies.ts';

/** Tells the user what went wrong and what to do next, with a button for it where there is one. */
export async function report(door: Door, error: unknown): Promise<void> {
  if (isAbort(error) || error instanceof vscode.CancellationError) return;
  const known = asMaestroError(error);
  const { code, message, cause } = known;
  // Even a context that cannot be made must not keep a failure from being told.
  const { redact } = await door.context().catch(() => ({ redact: (text: string) => text }));
  door.log.error(redact(`${message} [${code}]${cause instanceof Error ? `\n${cause.stack}` : ''}`));
  const { words, action } = remedyOf(known);
  const log = vscode.l10n.t('Show Log');
  const text = plain(redact([message, words].filter(Boolean).join(' ')), 600);
  const chosen = await vscode.window.showErrorMessage(text, ...(action ? [action.title] : []), log);
  if (chosen === log) door.log.show();
  else if (action && chosen === action.title)
    await vscode.commands.executeCommand(action.command, ...(action.arguments ?? []));
}
