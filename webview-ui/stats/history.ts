import type { HistoryRow } from '../../src/shared/history.ts';
import type { StatsView } from '../../src/shared/stats-panel.ts';
import { button, h } from '../dom.ts';
import type { Format } from '../format.ts';

const SHOWN = 100;

/** The contributions whose work is over, newest first. */
export function history(view: StatsView, format: Format, open: (id: string) => void): HTMLElement {
  const { words } = view;
  const titles = [
    words.issue,
    words.state,
    words.agent,
    words.tasks,
    words.tokens,
    words.changes,
    words.pullRequest,
  ];
  const numeric = new Set([words.tasks, words.tokens]);
  const rows = view.history.slice(0, SHOWN).map((row) => historyRow(row, view, format, open));
  return h(
    'section',
    { 'aria-labelledby': 'history' },
    h('h2', { id: 'history' }, words.history),
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-labelledby': 'history' },
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...titles.map((title) =>
              h('th', { scope: 'col', class: numeric.has(title) ? 'number' : undefined }, title),
            ),
          ),
        ),
        h('tbody', {}, ...rows),
      ),
    ),
  );
}

function historyRow(
  row: HistoryRow,
  { words }: StatsView,
  format: Format,
  open: (id: string) => void,
): HTMLElement {
  const { pull, diff } = row;
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('span', {}, `${row.slug} #${row.issue}`), h('small', {}, row.title)),
    h('td', {}, h('vscode-badge', { class: row.state }, words.states[row.state])),
    h('td', {}, [row.agent, row.model].filter(Boolean).join(' · ')),
    h('td', { class: 'number' }, `${format.count(row.tasksDone)} / ${format.count(row.tasksTotal)}`),
    h('td', { class: 'number' }, format.short(row.tokens)),
    h('td', {}, diff ? `+${format.count(diff.insertions)} −${format.count(diff.deletions)}` : ''),
    h(
      'td',
      {},
      ...(pull
        ? [
            button(`#${pull.number}`, () => open(row.id), {
              'aria-label': `${words.pullRequest} #${pull.number}`,
            }),
          ]
        : []),
    ),
  );
}
