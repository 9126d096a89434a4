import type { Agent, Sandbox, SteerSource, Turn } from '../agents/agent.ts';
import type { Identity, Workspace } from '../workspace/types.ts';
import type { RunSoFar } from './so-far.ts';

/** A document and the absolute path of its working copy inside the clone. */
export interface AutoRunDocument {
  name: string;
  file: string;
}

/** Limits of one turn, in milliseconds. */
export interface TurnLimits {
  /** Without any sign of life. */
  idleMs: number;
  /** In all. */
  wallMs: number;
  /** By what they are measured; the machine's clock when absent. */
  now?(): number;
}

/** Half an hour of silence (a long test run prints something), three hours in all. */
export const DEFAULT_LIMITS: TurnLimits = { idleMs: 30 * 60_000, wallMs: 3 * 60 * 60_000 };

/** Everything an Auto Run works with. */
export interface AutoRunInput {
  documents: readonly AutoRunDocument[];
  agent: Agent;
  model: string | null;
  /** A fresh thread for every task, or one thread that walks through the document. */
  freshContext: 'task' | 'document';
  sandbox: Sandbox;
  /** The agent's whole environment (`agentEnvironment`). */
  env: NodeJS.ProcessEnv;
  /** See `Turn`. */
  ours?: NonNullable<Turn['ours']>;
  workspace: Pick<Workspace, 'dir' | 'head' | 'bringHome' | 'commitAll' | 'push'>;
  branch: string;
  /** The branch's commit before the first task (the claim's). */
  baseSha: string;
  identity: Identity;
  signOff: boolean;
  /** Where an earlier run of the same documents ended: `runSoFar(journal events)`. It is brought up to date while running. */
  soFar: RunSoFar;
  /** Asked before each turn: true ends the run between two tasks. */
  pauseAfterTask(): boolean | Promise<boolean>;
  /** Aborting it interrupts the turn that is under way; what the turn has finished counts. Absent: nothing does. */
  interruptTurn?: AbortSignal;
  limits: TurnLimits;
  /** What {{DATE}} and its like are told from; the machine's clock when absent. */
  now?(): Date;
  /** What the user types for the agent. Absent: nobody can. */
  steering?: Steering;
}

/** The user's lines for the agent. */
export interface Steering {
  /** Those that no turn was given yet, oldest first. */
  waiting(): readonly { id: string; text: string }[];
  /** The same and later ones, for a turn that is under way. */
  source: SteerSource;
}
