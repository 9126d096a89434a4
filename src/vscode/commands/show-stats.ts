import type * as vscode from 'vscode';
import type { Door } from '../door.ts';
import { fillStatsPanel, openStatsPanel } from '../stats-panel.ts';

/** *Show Stats*: in the tab that is open already, or a new one. */
export async function run(door: Door): Promise<void> {
  if (door.statsPanel) door.statsPanel.reveal();
  else remember(door, openStatsPanel(door));
}

/** Goes on in the tab of before a reload. */
export async function restore(door: Door, panel: vscode.WebviewPanel): Promise<void> {
  fillStatsPanel(door, panel);
  remember(door, panel);
}

function remember(door: Door, panel: vscode.WebviewPanel): void {
  door.statsPanel = panel;
  panel.onDidDispose(() => {
    door.statsPanel = undefined;
  });
}
