import type { Issue, Pull } from '../world/types.ts';

/** GitHub's orders: by creation unless `sort` says `updated` or `comments`; equal ones by number. */
export function sortItems<T extends Issue | Pull>(
  items: readonly T[],
  sort: string | null,
  direction: string,
): T[] {
  const key = (item: T): string | number => {
    if (sort === 'comments') return item.comments.length;
    return sort === 'updated' ? item.updatedAt : item.createdAt;
  };
  const sign = direction === 'asc' ? 1 : -1;
  return [...items].sort((a, b) => {
    if (key(a) === key(b)) return sign * (a.number - b.number);
    return sign * (key(a) < key(b) ? -1 : 1);
  });
}
