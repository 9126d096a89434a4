import type { DayStats } from '../../src/shared/stats.ts';
import type { StatsView } from '../../src/shared/stats-panel.ts';
import { h } from '../dom.ts';
import type { Format } from '../format.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;

/** Tokens of the last 30 days as bars; read aloud as a list of the days on which there were any. */
export function tokensPerDay({ stats, words }: StatsView, format: Format): HTMLElement {
  const days = lastDays(stats.days, stats.asOf);
  const most = Math.max(1, ...days.map(total));
  const bars = days.map((day) => {
    const tokens = total(day);
    const label = `${format.day(day.day)}: ${format.count(tokens)}`;
    const bar = h('li', { title: label, ...(tokens === 0 ? { 'aria-hidden': 'true' } : {}) });
    bar.append(h('span', { class: 'spoken' }, label));
    // Set through the style object: the content security policy allows no style attributes.
    bar.style.setProperty('--height', String(tokens / most));
    return bar;
  });
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  return h(
    'section',
    { 'aria-labelledby': 'tokens-per-day' },
    h('h2', { id: 'tokens-per-day' }, words.tokensPerDay),
    h('ol', { class: 'bars' }, ...bars),
    h(
      'div',
      { class: 'axis', 'aria-hidden': 'true' },
      h('span', {}, first ? format.day(first) : ''),
      h('span', {}, last ? format.day(last) : ''),
    ),
  );
}

const total = (day: DayStats): number => day.inputTokens + day.outputTokens;

/** The last 30 days up to the newest one that is known or today, with the empty ones put in. */
function lastDays(known: readonly DayStats[], asOf: string): DayStats[] {
  const byDay = new Map(known.map((day) => [day.day, day]));
  const end = Math.max(Date.parse(asOf.slice(0, 10)), ...known.slice(-1).map(({ day }) => Date.parse(day)));
  return Array.from({ length: DAYS }, (_empty, at) => {
    const day = new Date(end - (DAYS - 1 - at) * DAY_MS).toISOString().slice(0, 10);
    return byDay.get(day) ?? { ...NOTHING, day };
  });
}

const NOTHING = {
  contributions: 0,
  tasks: 0,
  documents: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costUsd: null,
  workedMs: 0,
};
