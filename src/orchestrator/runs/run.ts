import * as z from 'zod';
import { Usage } from '../../runner/agents/agent.ts';
import { Disposition, FailureFact, RunFacts, ToolEffect, ValidationFact, WriteBackStep } from './events.ts';

/**
 * How far a run has come. `leased`, `workspace_ready`, `running`, `validating` are under way while somebody holds the
 * lease; `succeeding` and `failing` are the write-backs.
 */
export const RunPhase = z.enum([
  'leased',
  'workspace_ready',
  'running',
  'validating',
  'succeeding',
  'failing',
  'retry_wait',
  'closed',
]);
export type RunPhase = z.infer<typeof RunPhase>;

/** The state of one run: a pure fold over its journal. */
export const Run = z.object({
  facts: RunFacts,
  phase: RunPhase,
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Who holds or held the lease last; `released` says why it was given back, null while it is held (or its holder died). */
  holder: z.object({ pid: z.number(), released: z.string().nullable() }).nullable(),
  attempt: z.number(),
  /** Attempts that failed for a reason that says nothing about the issue; they do not count among those that there may be. */
  excused: z.number(),
  attemptStartedAt: z.string().nullable(),
  thread: z.object({ id: z.string(), model: z.string() }).nullable(),
  /** Turns begun in this attempt, and in all. */
  turns: z.number(),
  turnsInAll: z.number(),
  /** A turn has begun and its end is not known. */
  turnOpen: z.boolean(),
  /** What was decided after the last turn of this attempt. */
  disposition: Disposition.nullable(),
  /** What the tools have brought about in the turn under way (or the last one), in order. */
  effects: z.array(ToolEffect),
  /** Comments that the agent wrote in this attempt, without the one that says that it has begun. */
  comments: z.number(),
  /** Other issues that the run's agent has made, each once. */
  issuesMade: z.array(z.object({ marker: z.string(), identifier: z.string() })),
  /** What the run's own tools did to the issue: the state that it was moved into last, and whether the agent asked for a person. */
  own: z.object({ state: z.string().nullable(), attention: z.boolean() }),
  /** What a tool refused a call with because somebody else had decided; null as long as nobody has. */
  decided: z.string().nullable(),
  /** The accepted hand-off of the last turn. */
  handoff: z
    .object({ url: z.string(), number: z.number(), head: z.string(), summary: z.string() })
    .nullable(),
  validation: ValidationFact.nullable(),
  pullUrl: z.string().nullable(),
  failure: FailureFact.nullable(),
  /** What the next attempt is told of the one that failed last; null when none did. */
  lastFailure: z.object({ message: z.string(), output: z.string().nullable() }).nullable(),
  /** The thread in which the next attempt goes on: that of one whose validation failed; null for a new one. */
  retryThread: z.string().nullable(),
  /** When the next attempt is due, or a write-back that is owed; null for at once, and when nothing is. */
  retryAt: z.string().nullable(),
  /** Steps of the write-back under way that are done. */
  writtenBack: z.array(WriteBackStep),
  /** How often in a row the tracker could not be written to. */
  writeBackFailures: z.number(),
  /** The write-back that could not be made last; null once one could. */
  writeBackProblem: z.object({ step: WriteBackStep, code: z.string(), message: z.string() }).nullable(),
  usage: Usage,
  lastActivityAt: z.string(),
  lastProtocolAt: z.string().nullable(),
  events: z.number(),
  lastEventType: z.string().nullable(),
  closed: z
    .object({ how: z.enum(['succeeded', 'needs_attention', 'released']), reason: z.string() })
    .nullable(),
  endedAt: z.string().nullable(),
});
export type Run = z.infer<typeof Run>;
