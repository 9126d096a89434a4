import * as vscode from 'vscode';
import * as z from 'zod';
import type { FromStatsPanel, ToStatsPanel } from '../shared/stats-panel.ts';
import { achievementsOf } from '../symphony/achievements.ts';
import { listContributions } from '../symphony/contributions.ts';
import { historyOf } from '../symphony/history.ts';
import { statsOf } from '../symphony/stats.ts';
import type { Door } from './door.ts';
import { panelHtml, webviewFolder } from './panel.ts';
import { report } from './report.ts';
import { statsWords } from './stats-words.ts';

const Message: z.ZodType<FromStatsPanel> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('refresh') }),
  z.object({ type: z.literal('openPullRequest'), id: z.string().max(100) }),
]);

/** The stats in an editor tab. Drawn anew when it comes into sight, so that it keeps nothing while hidden. */
export function openStatsPanel(door: Door): vscode.WebviewPanel {
  const words = statsWords();
  const panel = vscode.window.createWebviewPanel(
    'maestro.symphony.stats',
    words.title,
    vscode.ViewColumn.Active,
    {
      enableScripts: true,
      localResourceRoots: [webviewFolder(door.extensionUri)],
    },
  );

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
      await report(door, error);
    }
  });
  panel.webview.html = panelHtml(panel.webview, door.extensionUri, 'stats', words.title);
  return panel;
}
