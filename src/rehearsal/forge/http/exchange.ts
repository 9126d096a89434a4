/** What a request was for. */
export type ExchangeKind = 'rest' | 'graphql' | 'git' | 'raw' | 'page';

/** One request and its answer, for whoever watches (tests check them against GitHub's own description). */
export interface Exchange {
  readonly kind: ExchangeKind;
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** REST: `GET /repos/{owner}/{repo}`; GraphQL: the operation's name; null when it is not modelled. */
  readonly operation: string | null;
  readonly params: Readonly<Record<string, string>>;
  /** Login of who asked; null when signed out or unknown. */
  readonly user: string | null;
  /** Parsed JSON; undefined without a body. */
  readonly requestBody: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as sent; empty for git. */
  readonly responseBody: string;
  /** The answer was made up by a fault: it says nothing about the forge. */
  readonly faulted: boolean;
}

/** How many requests there were. */
export interface RequestCounts {
  total: number;
  kinds: Record<ExchangeKind, number>;
  /** By status, over all kinds. */
  statuses: Record<string, number>;
  /** By operation (see Exchange.operation), then by status. */
  operations: Record<string, Record<string, number>>;
}

/** Counts exchanges. */
export interface Counter {
  add(exchange: Pick<Exchange, 'kind' | 'operation' | 'status'>): void;
  counts(): RequestCounts;
  reset(): void;
}

/** A counter at zero. */
export function createCounter(): Counter {
  let counts = empty();
  return {
    add({ kind, operation, status }) {
      counts.total++;
      counts.kinds[kind]++;
      counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
      const name = operation ?? `unknown ${kind}`;
      const row = counts.operations[name] ?? {};
      row[status] = (row[status] ?? 0) + 1;
      counts.operations[name] = row;
    },
    counts: () => structuredClone(counts),
    reset() {
      counts = empty();
    },
  };
}

function empty(): RequestCounts {
  return { total: 0, kinds: { rest: 0, graphql: 0, git: 0, raw: 0, page: 0 }, statuses: {}, operations: {} };
}
