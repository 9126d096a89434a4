/** Which requests a fault is for. All given parts must match; none given means every request. */
export interface FaultMatch {
  method?: string;
  /** Tested against path and query, as sent. */
  path?: RegExp;
  /** Name of the GraphQL operation. */
  graphql?: string;
}

/** What goes wrong. */
export type FaultAction =
  /** Answered with this status and GitHub's usual words. */
  | number
  /** The connection is cut before any answer. */
  | 'cut'
  /** Headers and half of the body come at once, the rest after `delayMs` (default 60 s). */
  | 'slow-body'
  /** No answer, until the client gives up or the forge stops. */
  | 'hang'
  | { status: number; headers?: Record<string, string>; body?: string };

/** A fault to come. */
export interface FaultRule {
  match: FaultMatch;
  /** How many requests it hits; without it, all. */
  times?: number;
  /** How many matching requests pass first. */
  skip?: number;
  /** Runs when a request was hit, before anything else happens (to change the world in between). */
  before?: () => void | Promise<void>;
  action: FaultAction;
  /** The operation is performed all the same; only its answer is lost. */
  afterEffect?: boolean;
  delayMs?: number;
}

/** What is known of a request before it is handled. */
export interface FaultSubject {
  method: string;
  /** Path and query. */
  target: string;
  graphql: string | null;
}

/** The faults of one forge. */
export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** How many answers were lost or spoiled so far; what was to be performed before that was performed. */
  hits(): number;
}

/** The same with the side that the server uses. */
export interface FaultBook extends Faults {
  take(subject: FaultSubject): FaultRule | null;
  /** The fault that was taken strikes now: told when what it lets happen has happened. */
  strike(): void;
}

/** An empty book of faults. The first rule that matches is the one that counts. */
export function createFaults(): FaultBook {
  let rules: { rule: FaultRule; left: number; skip: number }[] = [];
  let hits = 0;
  return {
    add(rule) {
      rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY, skip: rule.skip ?? 0 });
    },
    clear() {
      rules = [];
    },
    hits: () => hits,
    strike() {
      hits++;
    },
    take(subject) {
      for (const entry of rules) {
        if (entry.left <= 0 || !matches(entry.rule.match, subject)) continue;
        if (entry.skip-- > 0) continue;
        entry.left--;
        return entry.rule;
      }
      return null;
    },
  };
}

function matches(match: FaultMatch, subject: FaultSubject): boolean {
  if (match.method && match.method.toUpperCase() !== subject.method) return false;
  if (
    match.path &&
    !new RegExp(match.path.source, match.path.flags.replace(/[gy]/g, '')).test(subject.target)
  )
    return false;
  return match.graphql === undefined || match.graphql === subject.graphql;
}
