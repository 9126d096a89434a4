import * as vscode from 'vscode';
import * as z from 'zod';
import type { FromStatsPanel, ToStatsPanel } from '../shared/stats-panel.ts';
import { achievementsOf } from '../symphony/achievements.ts';
import { listContributions } from '../symphony/contributions.ts';
import { historyOf } from '../symphony/history.ts';
import { statsOf } from '../symphony/stats.ts';
import type { Door } from './door.ts';
import { panelHtml, webviewFolder } from './panel.ts';
import { statsWords } from './stats-words.ts';

const Message: z.ZodType<FromStatsPanel> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('refresh') }),
  z.object({ type: z.literal('openPullRequest'), id: z.string().max(100) }),
]);

// Its kind of webview, as the manifest and a window's memory know it.
const STATS_PANEL = 'maestro.symphony.stats';

/** The stats in a new editor tab. */
export function openStatsPanel(door: Door): vscode.WebviewPanel {
  const panel = vscode.window.createWebviewPanel(STATS_PANEL, statsWords().title, vscode.ViewColumn.Active);
  fillStatsPanel(door, panel);
  return panel;
}

/** Draws the stats into a tab, also one that the editor brought back after a reload; anew whenever it comes into sight. */
export function fillStatsPanel(door: Door, panel: vscode.WebviewPanel): void {
  const words = statsWords();
  panel.webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(door.extensionUri)] };

  const show = async (): Promise<void> => {
    const { home } = await door.environment();
    const now = new Date();
    const { contributions } = await listContributions(home, now);
    const view = {
      stats: statsOf(contributions, now),
      achievements: achievementsOf(contributions),
      history: historyOf(contributions),
      locale: vscode.env.language,
      words,
    };
    await panel.webview.postMessage({ type: 'show', view } satisfies ToStatsPanel);
  };

  panel.webview.onDidReceiveMessage(async (raw: unknown) => {
    try {
      const message = Message.parse(raw);
      if (message.type === 'openPullRequest')
        await vscode.commands.executeCommand('maestro.symphony.openPullRequest', message.id);
      else await show();
    } catch (error) {
      door.report(error);
    }
  });
  panel.webview.html = panelHtml(panel.webview, door.extensionUri, 'stats', words.title);
}
