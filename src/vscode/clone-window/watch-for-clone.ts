import * as vscode from 'vscode';
import type { Door } from '../door.ts';
import { mayBeClone } from './may-be-clone.ts';

/** When this window's folder is a contribution's clone, shows its run. In every other window this is one look at a folder. */
export function watchForClone(door: Door): vscode.Disposable {
  const stop = new AbortController();
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder?.scheme === 'file')
    watch(door, folder, stop.signal).catch((error: unknown) => door.report(error));
  return new vscode.Disposable(() => stop.abort());
}

async function watch(door: Door, folder: vscode.Uri, signal: AbortSignal): Promise<void> {
  if (!(await mayBeClone(folder.fsPath))) return;
  const { watchCloneWindow } = await import('./window.ts');
  if (!signal.aborted) await watchCloneWindow(door, folder, signal);
}
