import * as vscode from 'vscode';
import type { Door } from '../door.ts';

/** Under which a clone is remembered that goes once its own window has closed its folder. */
export const PENDING_REMOVAL = 'pendingRemoval';

/** Removes the clone that this window was about before it closed its folder; in every other window this is one look at the memory. */
export function finishRemoval(door: Door, remove: (pending: unknown) => Promise<void>): void {
  const pending = door.memory.get<unknown>(PENDING_REMOVAL);
  if (pending === undefined || vscode.workspace.workspaceFolders?.length) return;
  const finish = async (): Promise<void> => {
    // Only once, also when it fails: nobody is waiting for it any more.
    await door.memory.update(PENDING_REMOVAL, undefined);
    await remove(pending);
  };
  finish().catch((error: unknown) => door.report(error));
}
