import * as vscode from 'vscode';
import { asMaestroError, isAbort } from '../platform/errors.ts';
import type { Door } from './door.ts';
import { plain } from './plain.ts';

/** Tells the user what went wrong and what to do next, with one button for it where there is one. */
export async function report(door: Door, error: unknown): Promise<void> {
  if (isAbort(error) || error instanceof vscode.CancellationError) return;
  const { code, message, remedy, cause } = asMaestroError(error);
  const { redact } = await door.context().catch(() => ({ redact: (text: string) => text }));
  door.log.error(redact(`${message} [${code}]${cause instanceof Error ? `\n${cause.stack}` : ''}`));
  const next = nextStep(code);
  const log = vscode.l10n.t('Show Log');
  const text = plain(redact([message, remedy].filter(Boolean).join(' ')), 600);
  const chosen = await vscode.window.showErrorMessage(text, ...(next ? [next.title] : []), log);
  if (chosen === log) door.log.show();
  else if (next && chosen === next.title) await vscode.commands.executeCommand(next.command);
}

function nextStep(code: string): { title: string; command: string } | undefined {
  switch (code) {
    case 'github.signed-out':
    case 'github.bad-token':
      return { title: vscode.l10n.t('Sign In'), command: 'maestro.symphony.signIn' };
    case 'window.untrusted':
      return { title: vscode.l10n.t('Manage Trust'), command: 'workbench.trust.manage' };
    default:
      return undefined;
  }
}
