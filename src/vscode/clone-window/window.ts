import * as vscode from 'vscode';
import { systemClock } from '../../platform/clock.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { isEnded } from '../../symphony/states.ts';
import type { Door } from '../door.ts';
import { watchContribution, watchContributions } from '../model/watch.ts';
import { showTerminal } from '../terminal.ts';
import { contributionsOfFolder } from './find.ts';
import { notifyOfChange } from './notify.ts';
import { RunStatus } from './status-bar.ts';

/**
 * The window of a clone: its newest contribution's run in the status bar, and in a terminal while it is not over. The
 * window only watches; it can be reloaded or closed at any time.
 */
export async function watchCloneWindow(door: Door, folder: vscode.Uri, signal: AbortSignal): Promise<void> {
  const { home } = await door.environment();
  const status = new RunStatus();
  let shown: string | undefined;
  let leave = new AbortController();
  try {
    for await (const _hint of watchContributions(home, systemClock, signal)) {
      const [newest] = await contributionsOfFolder(home, folder);
      if (!newest || newest.id === shown) continue;
      shown = newest.id;
      leave.abort();
      leave = new AbortController();
      const until = AbortSignal.any([signal, leave.signal]);
      watchRun(door, newest, status, until).catch((error: unknown) => door.report(error));
    }
  } finally {
    leave.abort();
    status.dispose();
  }
}

async function watchRun(
  door: Door,
  newest: Contribution,
  status: RunStatus,
  signal: AbortSignal,
): Promise<void> {
  const { home } = await door.environment();
  status.show(newest);
  // What is in review is not over, but nothing of it runs here any more.
  if (!isEnded(newest.state) && newest.state !== 'ready_for_review')
    whenTrusted(signal, () => showTerminal(door, newest, { focus: false })).catch((error: unknown) =>
      door.report(error),
    );
  let before = newest;
  for await (const contribution of watchContribution(home, newest.id, signal)) {
    status.show(contribution);
    // Its folder is gone, whoever removed it: a window is not left open on nothing.
    if (contribution.clone?.removed) {
      await vscode.commands.executeCommand('workbench.action.closeFolder');
      return;
    }
    void notifyOfChange(before, contribution);
    before = contribution;
  }
}

/** Does something once the workspace is trusted: before that no process is started in its window. */
async function whenTrusted(signal: AbortSignal, act: () => Promise<unknown>): Promise<void> {
  if (!vscode.workspace.isTrusted)
    await new Promise<void>((resolve) => {
      const granted = vscode.workspace.onDidGrantWorkspaceTrust(done);
      signal.addEventListener('abort', done, { once: true });
      function done(): void {
        granted.dispose();
        resolve();
      }
    });
  if (!signal.aborted) await act();
}
