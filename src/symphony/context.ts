import type { GitHub } from '../github/types.ts';
import type { Clock } from '../platform/clock.ts';
import type { Home } from '../platform/paths.ts';
import type { Redact } from '../platform/redact.ts';
import type { TurnLimits } from '../runner/autorun/input.ts';

/** Where diagnostic lines go (the window's log channel, standard error, the engine's log file). */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What every function of this half gets first. Made once by a door. */
export interface SymphonyContext {
  home: Home;
  github: GitHub;
  /** The GitHub token, for git over https; undefined when signed out. Never journaled, never put into an environment of an agent. */
  token: string | undefined;
  clock: Clock;
  redact: Redact;
  log: Log;
  /** The environment of the process (for git's identity, the agents' allow-list, the configured addresses). */
  env: NodeJS.ProcessEnv;
  fetch: typeof fetch;
  /** How long a turn may be silent, and take in all; `DEFAULT_LIMITS` when absent. */
  turnLimits?: TurnLimits;
}
