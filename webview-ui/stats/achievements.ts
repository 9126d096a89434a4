import type { StatsView } from '../../src/shared/stats-panel.ts';
import { h } from '../dom.ts';
import type { Format } from '../format.ts';

/** The achievements: earned with their day, the others with how near they are. */
export function achievements({ achievements: all, words }: StatsView, format: Format): HTMLElement {
  const items = all.map(({ title, description, current, target, progress, earnedAt }) => {
    const share = `${format.count(Math.min(current, target))} / ${format.count(target)}`;
    const bar = h('progress', { max: '1', value: String(progress), 'aria-label': `${title}: ${share}` });
    return h(
      'li',
      { class: earnedAt ? 'earned' : 'open' },
      h('strong', {}, title),
      h('span', {}, description),
      ...(earnedAt
        ? [h('small', {}, `${words.earned} ${format.day(earnedAt)}`)]
        : [bar, h('small', {}, share)]),
    );
  });
  return h(
    'section',
    { 'aria-labelledby': 'achievements' },
    h('h2', { id: 'achievements' }, words.achievements),
    h('ul', { class: 'achievements' }, ...items),
  );
}
