import * as z from 'zod';
import type { Stamped } from '../../platform/journal/kind.ts';
import { AgentEvent, Usage } from '../../runner/agents/agent.ts';

/** The code of the error, and of a tool's refusal, that says: somebody else has decided about the issue. */
export const DECIDED = 'run.decided';

/** Why an attempt failed, and what a person can do about it. */
export const FailureFact = z.object({
  /** The error's code; a class of failures to whoever counts them. */
  errorClass: z.string(),
  message: z.string(),
  nextAction: z.string(),
});
export type FailureFact = z.infer<typeof FailureFact>;

/** What a tool that the agent called has brought about; what the disposition of the turn is decided from. */
export const ToolEffect = z.discriminatedUnion('kind', [
  /** `start`: it only says that the run has begun. */
  z.object({ kind: z.literal('comment'), start: z.boolean().optional() }),
  z.object({ kind: z.literal('transition'), state: z.string() }),
  z.object({ kind: z.literal('label'), label: z.string() }),
  z.object({ kind: z.literal('attention') }),
  z.object({ kind: z.literal('published'), url: z.string(), number: z.number().int(), head: z.string() }),
  z.object({
    kind: z.literal('handoff'),
    url: z.string(),
    number: z.number().int(),
    head: z.string(),
    summary: z.string(),
  }),
  /** Another issue that the agent made; the same marker is the same issue. */
  z.object({ kind: z.literal('issue'), marker: z.string(), identifier: z.string() }),
  z.object({ kind: z.literal('repair_complete') }),
  z.object({ kind: z.literal('finalize'), path: z.string() }),
]);
export type ToolEffect = z.infer<typeof ToolEffect>;

/** What is decided after a turn. `requeue`: the turns are used up, and another attempt goes on (specification mode). */
export const Disposition = z.enum([
  'continue',
  'review_handoff',
  'manual_attention',
  'invalid',
  'release',
  'requeue',
]);
export type Disposition = z.infer<typeof Disposition>;

/** The steps of a write-back, each done once. */
export const WriteBackStep = z.enum([
  'completion_comment',
  'success_transition',
  'failure_comment',
  'attention_label',
  'guard',
  'failure_transition',
]);
export type WriteBackStep = z.infer<typeof WriteBackStep>;

const CommandFact = z.object({
  command: z.string(),
  exitCode: z.number().nullable(),
  timedOut: z.boolean(),
  durationMs: z.number(),
  outputTail: z.string(),
});

/** What the validation commands said of a head. */
export const ValidationFact = z.object({
  head: z.string(),
  passed: z.boolean(),
  /** One line, as it stands in the comment. */
  summary: z.string(),
  commands: z.array(CommandFact),
});
export type ValidationFact = z.infer<typeof ValidationFact>;

/** What is known of a run from its first moment on. */
export const RunFacts = z.object({
  id: z.string(),
  configId: z.string(),
  /** `state` is the one that it was found in. */
  issue: z.object({
    id: z.string(),
    identifier: z.string(),
    title: z.string(),
    url: z.string(),
    state: z.string(),
  }),
  /** Whose issue it is: tracker, project and repository; null in journals of before it was recorded. */
  project: z
    .object({ tracker: z.string(), project: z.string().nullable(), repository: z.string().nullable() })
    .nullable()
    .default(null),
  /** `name` is the folder in the workspace root; `branch` is null in specification mode. */
  lane: z.object({ name: z.string(), branch: z.string().nullable() }),
  /** null: as many as it takes. */
  maxAttempts: z.number().int().nullable(),
  workflowHash: z.string(),
  transport: z.string(),
});
export type RunFacts = z.infer<typeof RunFacts>;

/** Everything that is journaled of one run: the attempts on one issue, from the first lease to its end. */
export const RunEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('created'), run: RunFacts, version: z.string() }),
  z.object({ type: z.literal('leased'), pid: z.number().int(), version: z.string() }),
  z.object({ type: z.literal('released'), reason: z.string() }),
  z.object({ type: z.literal('attempt_started'), attempt: z.number().int() }),
  z.object({ type: z.literal('workspace_ready'), created: z.boolean(), head: z.string().nullable() }),
  z.object({
    type: z.literal('thread_started'),
    threadId: z.string(),
    model: z.string(),
    resumed: z.boolean(),
    /** Why the thread that was wanted could not be had. */
    whyNot: z.string().nullable().default(null),
  }),
  z.object({ type: z.literal('turn_started'), turn: z.number().int(), prompt: z.string() }),
  z.object({ type: z.literal('agent'), event: AgentEvent }),
  /** So much of what the agent said in this turn is not in the journal, up to here. */
  z.object({
    type: z.literal('left_out'),
    turn: z.number().int(),
    events: z.number().int(),
    bytes: z.number().int(),
  }),
  z.object({
    type: z.literal('tool_called'),
    tool: z.string(),
    ok: z.boolean(),
    /** What the agent got to read, cut. */
    answer: z.string(),
    /** The code of a refusal. */
    code: z.string().nullable(),
    effect: ToolEffect.nullable(),
  }),
  z.object({
    type: z.literal('turn_finished'),
    turn: z.number().int(),
    outcome: z.enum(['completed', 'interrupted', 'failed']),
    disposition: Disposition.nullable(),
    /** The code of an invalid disposition or of the agent's failure. */
    code: z.string().nullable(),
    usage: Usage,
    durationMs: z.number(),
  }),
  z.object({
    type: z.literal('hook'),
    name: z.string(),
    exitCode: z.number().nullable(),
    outputTail: z.string(),
  }),
  z.object({ type: z.literal('notice'), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('validated'), validation: ValidationFact }),
  z.object({
    type: z.literal('succeeding'),
    pull: z.object({ url: z.string(), head: z.string() }),
    summary: z.string(),
  }),
  z.object({
    type: z.literal('attempt_failed'),
    failure: FailureFact,
    /** When it is tried again (ISO); null when a person is asked for. */
    retryAt: z.string().nullable(),
  }),
  /** Nothing failed: the turns are used up and the issue is still active. `nextAt` (ISO) is when the next attempt is due. */
  z.object({ type: z.literal('attempt_ended'), nextAt: z.string() }),
  z.object({ type: z.literal('written_back'), step: WriteBackStep }),
  /** The tracker could not be written to: the step is tried again by a later pass. */
  z.object({
    type: z.literal('write_back_failed'),
    step: WriteBackStep,
    code: z.string(),
    message: z.string(),
    /** Not before then (ISO); null for the very next pass. */
    retryAt: z.string().nullable().default(null),
  }),
  z.object({
    type: z.literal('closed'),
    how: z.enum(['succeeded', 'needs_attention', 'released']),
    reason: z.string(),
  }),
]);
export type RunEvent = z.infer<typeof RunEvent>;

export type StampedRunEvent = Stamped<RunEvent>;

const StampOnly = z.looseObject({ v: z.literal(1), seq: z.number().int().nonnegative(), at: z.string() });

/** Parses a journaled value; undefined for one that this version does not know. */
export function parseRunEvent(value: unknown): StampedRunEvent | undefined {
  const stamp = StampOnly.safeParse(value);
  const body = RunEvent.safeParse(value);
  if (!stamp.success || !body.success) return undefined;
  return { v: 1, seq: stamp.data.seq, at: stamp.data.at, ...body.data };
}
