/** The arguments of every connection. */
export interface Slice {
  first?: number | null;
  last?: number | null;
  after?: string | null;
  before?: string | null;
}

/** One page of a list as GitHub's connections have it; cursors are opaque to clients. */
export function connection<T, N>(
  items: readonly T[],
  { first, last, after, before }: Slice,
  show: (item: T) => N,
) {
  let start = after ? positionOf(after) + 1 : 0;
  let end = before ? Math.min(positionOf(before), items.length) : items.length;
  if (first != null) end = Math.min(end, start + first);
  if (last != null) start = Math.max(start, end - last);
  const isEmpty = start >= end;
  return {
    totalCount: items.length,
    nodes: () => items.slice(start, end).map(show),
    pageInfo: {
      startCursor: isEmpty ? null : cursorOf(start),
      endCursor: isEmpty ? null : cursorOf(end - 1),
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
    },
  };
}

function cursorOf(position: number): string {
  return Buffer.from(`cursor:${position}`).toString('base64url');
}

function positionOf(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64url').toString('utf8').slice('cursor:'.length)) || 0;
}
