import type { StatsView } from '../../src/shared/stats-panel.ts';
import { h } from '../dom.ts';
import type { Format } from '../format.ts';

/** The numbers, as a list of terms and their values. */
export function tiles({ stats, words }: StatsView, format: Format): HTMLElement {
  const { tokens, streak } = stats;
  const rows: [label: string, value: string, note?: string][] = [
    [
      words.contributions,
      format.count(stats.contributions),
      `${words.merged}: ${format.count(stats.merged)}`,
    ],
    [words.tasks, format.count(stats.tasks), `${words.documents}: ${format.count(stats.documents)}`],
    [words.tokens, format.short(tokens.total), `${words.cached}: ${format.short(tokens.cachedInput)}`],
    stats.costUsd === null ? [words.money, '–', words.unknown] : [words.money, format.money(stats.costUsd)],
    [words.time, format.duration(stats.workedMs), words.inTurns],
    [words.projects, format.count(stats.projects)],
    [words.streak, format.days(streak.current), `${words.longest}: ${format.count(streak.longest)}`],
  ];
  return h(
    'dl',
    { class: 'tiles' },
    ...rows.map(([label, value, note]) =>
      h(
        'div',
        { class: 'tile' },
        h('dt', {}, label),
        h('dd', {}, h('strong', {}, value), ...(note ? [h('small', {}, note)] : [])),
      ),
    ),
  );
}
