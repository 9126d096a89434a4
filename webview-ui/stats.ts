import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import type { FromStatsPanel, StatsView, ToStatsPanel } from '../src/shared/stats-panel.ts';
import { button, h } from './dom.ts';
import { formatIn } from './format.ts';
import { achievements } from './stats/achievements.ts';
import { tokensPerDay } from './stats/chart.ts';
import { history } from './stats/history.ts';
import { tiles } from './stats/tiles.ts';
import './stats.css';

const window_ = acquireVsCodeApi();
const tell = (message: FromStatsPanel): void => window_.postMessage(message);

function show(view: StatsView): void {
  const { words, stats } = view;
  const format = formatIn(view.locale);
  document.title = words.title;
  const header = h(
    'header',
    {},
    h('h1', {}, words.title),
    button(words.refresh, () => tell({ type: 'refresh' })),
  );
  const open = (id: string): void => tell({ type: 'openPullRequest', id });
  const main = h(
    'main',
    {},
    header,
    ...(stats.contributions === 0 ? [h('p', { class: 'nothing' }, words.nothingYet)] : []),
    tiles(view, format),
    tokensPerDay(view, format),
    achievements(view, format),
    ...(view.history.length > 0 ? [history(view, format, open)] : []),
  );
  document.body.replaceChildren(main);
}

// Only the extension that owns this webview can post to it, with the very types of this build.
window.addEventListener('message', ({ data }: MessageEvent<ToStatsPanel>) => {
  if (data.type === 'show') show(data.view);
});
tell({ type: 'ready' });
