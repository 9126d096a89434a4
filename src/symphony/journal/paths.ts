import { join } from 'node:path';
import type { Home } from '../../platform/paths.ts';

/** Where one contribution's files are. */
export interface ContributionPaths {
  dir: string;
  journal: string;
  /** Request files wait here; `rejected/` below it holds the ones that could not be read. */
  requests: string;
  /** What the lock is taken on; whoever holds it is the journal's one writer. */
  lock: string;
}

/** The places of a contribution; nothing is created, and the id is trusted (see `ids.ts`). */
export function contributionPaths(home: Home, id: string): ContributionPaths {
  const dir = join(home.contributions, id);
  return {
    dir,
    journal: join(dir, 'journal.jsonl'),
    requests: join(dir, 'requests'),
    lock: join(dir, 'engine'),
  };
}
