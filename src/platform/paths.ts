import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where everything lives. `MAESTRO_HOME` moves all of it. */
export interface Home {
  /** The folder of the clones, by default `~/Maestro-Symphony`. */
  root: string;
  /** `.maestro/` inside it: everything that is not a clone. */
  state: string;
  /** One folder per contribution: `{id}/journal.jsonl`, `{id}/requests/`. */
  contributions: string;
  /** Things that may be deleted at any time. */
  cache: string;
  /** The detached engines' own output, one file per contribution. */
  logs: string;
  /** Where git works for a moment that may use a token. */
  private: string;
  /** Where an agent gets its folder for temporary files when it must not have the machine's. */
  temporary: string;
  /** What the orchestrator keeps to run safely: leases, whose lane is whose, guards, its runs. */
  orchestrator: string;
}

/** The layout for an environment; nothing is created. */
export function homeFrom(env: NodeJS.ProcessEnv = process.env): Home {
  const root = env.MAESTRO_HOME ? resolve(env.MAESTRO_HOME) : join(homedir(), 'Maestro-Symphony');
  const state = join(root, '.maestro');
  return {
    root,
    state,
    contributions: join(state, 'contributions'),
    cache: join(state, 'cache'),
    logs: join(state, 'logs'),
    private: join(state, 'private'),
    temporary: join(state, 'temporary'),
    orchestrator: join(state, 'orchestrator'),
  };
}
