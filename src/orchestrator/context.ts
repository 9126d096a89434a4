import type { GitHub } from '../github/types.ts';
import type { Clock } from '../platform/clock.ts';
import type { Home } from '../platform/paths.ts';
import type { Redact } from '../platform/redact.ts';
import type { SourceRemote } from '../runner/workspace/source.ts';
import type { GitAccess, Identity } from '../runner/workspace/types.ts';
import type { ServiceConfig } from './config/types.ts';
import type { Mode } from './modes/mode.ts';
import type { StampedRunEvent } from './runs/events.ts';
import type { Tracker } from './trackers/tracker.ts';
import type { Workflow } from './workflow/types.ts';

/** The repository that a lane is a clone of, and how it is reached. */
export interface Repository {
  /** `owner/name`. */
  slug: string;
  source: SourceRemote;
  access: GitAccess;
  github: GitHub;
  /** Who the lane's commits are by. */
  identity: Identity;
}

/** What every function of this half gets first. Made once by a door. */
export interface OrchestratorContext {
  home: Pick<Home, 'orchestrator'>;
  config: ServiceConfig;
  workflow: Workflow;
  tracker: Tracker;
  /** What is done for a configured project, or in specification mode. */
  mode: Mode;
  /** null in specification mode, where lanes are plain folders and hand-offs are the agent's own matter. */
  repository: Repository | null;
  clock: Clock;
  redact: Redact;
  log: { info(message: string): void; warn(message: string): void };
  /** The environment of the process, without the tracker's and GitHub's secrets. */
  env: NodeJS.ProcessEnv;
  /** Told every event once it is journaled. */
  onEvent?(event: StampedRunEvent): void;
}
