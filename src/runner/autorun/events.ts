import * as z from 'zod';
import { AgentErrorKind, AgentEvent, Usage } from '../agents/agent.ts';
import { LeftOut } from '../workspace/types.ts';

/**
 * A task as found in a document. In events `key` is the name that the task got when it was first seen (its text then, and
 * which one of those with that text): it stays while lines move and words change.
 */
export const TaskFact = z.object({
  key: z.string(),
  /** 1-based line in the working copy. */
  line: z.number().int(),
  text: z.string(),
  done: z.boolean(),
});
export type TaskFact = z.infer<typeof TaskFact>;

const at = { document: z.number().int() };

/** A marker in a document behind which only a person lets the run go on. */
const GateFact = {
  gate: z.string(),
  line: z.number().int(),
  reason: z.string(),
  artifact: z.string().nullable(),
};

/** What an Auto Run tells; each is journaled before the run goes on. `document` is the index in the list of documents. */
export const AutoRunEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('document_started'),
    ...at,
    tasks: z.array(TaskFact),
    /** The gates and the task behind each, as they were before the agent first saw the document. */
    gates: z.array(z.object({ ...GateFact, task: z.string() })).optional(),
  }),
  z.object({ type: z.literal('document_skipped'), ...at, reason: z.string() }),
  z.object({ type: z.literal('tasks_added'), ...at, tasks: z.array(TaskFact) }),
  /** Where known tasks stand now and what they say, as far as a turn has changed it: by this they are found again. */
  z.object({
    type: z.literal('tasks_changed'),
    ...at,
    tasks: z.array(z.object({ task: z.string(), line: z.number().int(), text: z.string() })),
  }),
  z.object({
    type: z.literal('turn_started'),
    ...at,
    task: z.string(),
    text: z.string(),
    attempt: z.number().int(),
    prompt: z.string(),
    /** The ids of the user's lines that are in the prompt. */
    steers: z.array(z.string()).optional(),
  }),
  z.object({ type: z.literal('agent'), ...at, task: z.string(), event: AgentEvent }),
  z.object({
    type: z.literal('turn_finished'),
    ...at,
    task: z.string(),
    attempt: z.number().int(),
    outcome: z.enum(['completed', 'interrupted', 'failed']),
    ticked: z.boolean(),
    sessionId: z.string().nullable(),
    usage: Usage,
    durationMs: z.number(),
    error: z.object({ kind: AgentErrorKind, message: z.string(), resetAt: z.string().nullable() }).nullable(),
  }),
  z.object({
    type: z.literal('task_finished'),
    ...at,
    task: z.string(),
    text: z.string(),
    outcome: z.enum(['done', 'unfinished']),
    /** Sha of the commit; null when the task changed no file. */
    commit: z.string().nullable(),
  }),
  /** What was done so that the work is on its branch, a sentence each. */
  z.object({ type: z.literal('brought_home'), ...at, words: z.array(z.string()) }),
  /** What the last commit could not take along; each path is told once. */
  z.object({ type: z.literal('left_out'), ...at, paths: z.array(LeftOut) }),
  z.object({ type: z.literal('document_finished'), ...at, done: z.number(), unfinished: z.number() }),
  z.object({ type: z.literal('pushed'), sha: z.string() }),
  z.object({ type: z.literal('halted'), file: z.string(), line: z.number(), reason: z.string() }),
  /** The run stopped at a gate; the `resumed` that follows it, a person's, is the way past it. */
  z.object({ type: z.literal('gated'), ...at, ...GateFact, file: z.string(), task: z.string() }),
]);
export type AutoRunEvent = z.infer<typeof AutoRunEvent>;

/** How an Auto Run ended. */
export type AutoRunEnd =
  | { how: 'finished' }
  | { how: 'halted'; file: string; line: number; reason: string }
  /** A person has to let it go on. */
  | { how: 'gated' }
  /** The signal was aborted, or `pauseAfterTask` answered true. */
  | { how: 'stopped' }
  | { how: 'rate_limit'; resetAt: string | null; message: string }
  | { how: 'offline'; message: string }
  /** The model's provider cannot answer for now. */
  | { how: 'overloaded'; message: string }
  | { how: 'agent_failed'; kind: z.infer<typeof AgentErrorKind>; message: string };
