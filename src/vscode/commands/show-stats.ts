import type { Door } from '../door.ts';
import { openStatsPanel } from '../stats-panel.ts';

/** *Show Stats*: in the tab that is open already, or a new one. */
export async function run(door: Door): Promise<void> {
  if (door.statsPanel) {
    door.statsPanel.reveal();
    return;
  }
  const panel = openStatsPanel(door);
  door.statsPanel = panel;
  panel.onDidDispose(() => {
    door.statsPanel = undefined;
  });
}
