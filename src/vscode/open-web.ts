import * as vscode from 'vscode';
import { MaestroError } from '../platform/errors.ts';

/**
 * Opens a web page in the user's browser. Addresses come from registries and GitHub's answers: nothing but http(s) is
 * handed to the system.
 * @throws MaestroError `window.bad-address`.
 */
export async function openWeb(address: string): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new MaestroError(
      'window.bad-address',
      `${JSON.stringify(address.slice(0, 200))} is not a web address.`,
    );
  await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
}
