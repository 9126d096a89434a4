import type { MaestroError } from '../../platform/errors.ts';
import type { Turn } from '../../runner/agents/agent.ts';
import type { SessionOptions } from '../../runner/agents/codex/session.ts';
import type { TurnOptions } from '../../runner/agents/codex/thread.ts';
import type { Judgement } from '../attempt/disposition.ts';
import type { ServiceConfig } from '../config/types.ts';
import type { ToolEffect } from '../runs/events.ts';
import type { ToolName } from '../tools/specs.ts';
import type { TrackerIssue } from '../trackers/tracker.ts';
import type { PromptFacts } from '../workflow/facts.ts';
import type { Workflow } from '../workflow/types.ts';

/** A turn that the agent ended by itself. */
export interface EndedTurn {
  workflow: Workflow;
  /** What the tools brought about in it. */
  effects: readonly ToolEffect[];
  /** Turns of this attempt so far, this one included. */
  turn: number;
  /** As it is now; undefined when it is gone, or was not read. */
  issue: TrackerIssue | undefined;
}

/** How the agent is started and what it may do. */
export interface AgentSettings
  extends Partial<TurnOptions>,
    Pick<SessionOptions, 'command' | 'sandbox' | 'config'> {}

/**
 * What a run does differently for a configured project and for a workflow alone (specification mode). It is chosen once,
 * when the context is opened; nothing else asks for the dialect.
 */
export interface Mode {
  /** The tools that the agent is offered. */
  tools(workflow: Workflow): readonly ToolName[];
  /** What the agent is told above every prompt, whatever the issue. */
  instructions(workflow: Workflow): string;
  /** What it is asked in the first turn of a thread. @throws MaestroError `workflow.bad-template`. */
  firstPrompt(workflow: Workflow, facts: PromptFacts): Promise<string>;
  /** What it is told when an attempt goes on in the thread of one whose validation failed. */
  retryPrompt(workflow: Workflow, facts: PromptFacts): string;
  /** What it is told in a later turn of the same thread. */
  nextPrompt(workflow: Workflow, facts: PromptFacts): string;
  /** Whether the issue has to be read after a turn in which the tools brought this about; else it may be out of reach. */
  needsIssue(effects: readonly ToolEffect[]): boolean;
  /** What follows from a turn. */
  judge(turn: EndedTurn): Judgement;
  /** Whether another attempt follows one that failed, the `attempt`th of at most so many (null: any number). */
  triesAgain(error: MaestroError, attempt: number, maxAttempts: number | null): boolean;
  /** How long a turn of the agent may be silent, and may take. */
  limits(project: { config: ServiceConfig; workflow: Workflow }): Pick<Turn, 'idleLimitMs' | 'wallLimitMs'>;
  /** @throws MaestroError `codex.missing`, `shell.missing`. */
  agent(
    project: { config: ServiceConfig; workflow: Workflow },
    env: NodeJS.ProcessEnv,
  ): Promise<AgentSettings>;
}
