import * as vscode from 'vscode';
import type { Contribution } from '../../symphony/contribution.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';

/** *Open Clone in New Window*. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  const contribution = await contributionOf(door, argument, 'openClone');
  if (contribution) await openClone(contribution);
}

/** Opens the clone's folder in a window of its own, which shows the run. */
export async function openClone({ clone }: Contribution): Promise<void> {
  if (!clone) return;
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(clone.dir), {
    forceNewWindow: true,
  });
}
