import { type Answer, json } from './answer.ts';

const DEFAULT_SIZE = 30;
const LARGEST_SIZE = 100;

/** One page of a list with GitHub's `Link` header. `url` is the request's own address (with its query). */
export function page<T>(items: readonly T[], url: URL, show: (item: T) => unknown): Answer {
  const size = Math.min(positive(url.searchParams.get('per_page'), DEFAULT_SIZE), LARGEST_SIZE);
  const number = positive(url.searchParams.get('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const links: string[] = [];
  const link = (rel: string, target: number): void => {
    const address = new URL(url);
    address.searchParams.set('page', String(target));
    links.push(`<${address.href}>; rel="${rel}"`);
  };
  if (number > 1) {
    link('prev', Math.min(number - 1, last));
    link('first', 1);
  }
  if (number < last) {
    link('next', number + 1);
    link('last', last);
  }
  const shown = items.slice((number - 1) * size, number * size).map(show);
  return json(200, shown, links.length > 0 ? { link: links.join(', ') } : {});
}

function positive(text: string | null, fallback: number): number {
  const value = Number(text ?? fallback);
  return Number.isSafeInteger(value) && value > 0 ? value : fallback;
}
