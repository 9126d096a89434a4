import * as z from 'zod';

/** Tokens and money of one stretch of work. `inputTokens` includes the cached ones; an unknown price is null, never 0. */
export const Usage = z.object({
  inputTokens: z.number().nonnegative(),
  cachedInputTokens: z.number().nonnegative(),
  outputTokens: z.number().nonnegative(),
  reasoningTokens: z.number().nonnegative(),
  costUsd: z.number().nonnegative().nullable(),
});
export type Usage = z.infer<typeof Usage>;

export const NO_USAGE: Usage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  costUsd: null,
};

/** The sum of two; money is known when either is. */
export function addUsage(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningTokens: a.reasoningTokens + b.reasoningTokens,
    costUsd: a.costUsd === null && b.costUsd === null ? null : (a.costUsd ?? 0) + (b.costUsd ?? 0),
  };
}

/** Every token of it, the cached ones included. */
export function tokensOf({ inputTokens, outputTokens }: Usage): number {
  return inputTokens + outputTokens;
}

/**
 * Why an agent failed. `limit` may say when it ends (`resetAt`, ISO). `overloaded`: the provider has no room just now, which says
 * nothing about the task and ends by itself, like `network`.
 */
export const AgentErrorKind = z.enum([
  'auth',
  'limit',
  'model',
  'network',
  'overloaded',
  'crash',
  'refused',
  'timeout',
]);
export type AgentErrorKind = z.infer<typeof AgentErrorKind>;

/** What an agent tells while it works; every agent's own stream is normalised to these. */
export const AgentEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), sessionId: z.string().nullable(), model: z.string().nullable() }),
  z.object({ kind: z.literal('message'), text: z.string() }),
  z.object({ kind: z.literal('reasoning'), text: z.string() }),
  z.object({ kind: z.literal('tool_call'), id: z.string(), name: z.string(), argument: z.string() }),
  z.object({ kind: z.literal('tool_result'), id: z.string(), ok: z.boolean(), summary: z.string() }),
  z.object({ kind: z.literal('file_change'), path: z.string(), change: z.enum(['add', 'update', 'delete']) }),
  /** Tokens since the last usage event of this turn (a delta, whatever the agent itself reports). */
  z.object({ kind: z.literal('usage'), usage: Usage }),
  z.object({
    kind: z.literal('rate_limit'),
    usedPercent: z.number().nullable(),
    resetAt: z.string().nullable(),
  }),
  z.object({ kind: z.literal('needs_input'), question: z.string(), answered: z.string() }),
  z.object({
    kind: z.literal('error'),
    error: AgentErrorKind,
    message: z.string(),
    /** True when the agent itself goes on trying. */
    willRetry: z.boolean(),
    resetAt: z.string().nullable(),
  }),
  z.object({ kind: z.literal('finished'), how: z.enum(['completed', 'interrupted', 'failed']) }),
  /** Something the agent said that this version does not know; kept, never acted upon. At most 64 KiB. */
  z.object({ kind: z.literal('unknown'), raw: z.string() }),
]);
export type AgentEvent = z.infer<typeof AgentEvent>;

/** What the agent may do; what each agent makes of it stands in docs/agents.md. */
export const Sandbox = z.enum(['read-only', 'workspace-write', 'full']);
export type Sandbox = z.infer<typeof Sandbox>;

/** A line that the user typed for the agent while it works. */
export interface SteerLine {
  text: string;
  /** To be awaited once the agent has taken it; a line that was not taken is told with the next turn's prompt. */
  taken(): Promise<void>;
}

/** The lines as they come; ends when the signal is aborted. */
export type SteerSource = (signal: AbortSignal) => AsyncIterable<SteerLine>;

/** One exchange with an agent. */
export interface Turn {
  prompt: string;
  /** The clone. */
  cwd: string;
  /** Absolute path of the document's working copy that the agent ticks (inside `cwd`). */
  documentFile: string;
  /** The 1-based line of the task in it and its text, for agents that need no model. */
  task: { line: number; text: string };
  model: string | null;
  /** Continue this session when the agent can; null for a fresh one. */
  sessionId: string | null;
  sandbox: Sandbox;
  /** The whole environment the agent's process gets (an allow-list, see `environment.ts`). */
  env: NodeJS.ProcessEnv;
  /**
   * Folders of Maestro's own, which the agent must not be able to write, its clone apart; and where it gets one for its temporary
   * files when it must not have the machine's.
   */
  ours?: { folders: readonly string[]; temporary: string };
  /** Milliseconds without any sign of life, and in all, until the caller ends the turn (see `autorun/limits.ts`). */
  idleLimitMs: number;
  wallLimitMs: number;
  /** Lines for the turn while it is under way; only agents that are `steerable` get it. */
  steering?: SteerSource;
  /** Called for every sign of life that is no event of its own (a word of a message, output of a running command). */
  alive?: () => void;
}

/** Whether an agent can be used here, and the one thing to do when not. */
export const AgentStatusSchema = z.object({
  id: z.string(),
  displayName: z.string(),
  installed: z.boolean(),
  version: z.string().nullable(),
  /** The oldest version that works; null when there is none to name. */
  minVersion: z.string().nullable(),
  /** null: cannot be told without spending tokens. */
  signedIn: z.boolean().nullable(),
  /** What may be asked for by `--model`; null: cannot be told without spending tokens. */
  models: z.array(z.string()).nullable(),
  /** The absolute path of the command, when it has one. */
  command: z.string().nullable(),
  /** One sentence; null when it is ready. */
  remedy: z.string().nullable(),
  /** What the user should know of how far the agent is held in check, one sentence; absent when there is nothing to say. */
  note: z.string().optional(),
  /** The command line that installs it, or a newer one; absent for an agent that is not installed by one. */
  install: z.string().optional(),
  /** True for the agent that uses no model and exists for rehearsals and tests. */
  scripted: z.boolean(),
});
export type AgentStatus = z.infer<typeof AgentStatusSchema>;

/** It is there, and nothing has to be done before it can work. */
export function isReady({ installed, remedy }: AgentStatus): boolean {
  return installed && remedy === null;
}

/** A coding agent. Adding one is one file and one line in `agents/index.ts`. */
export interface Agent {
  readonly id: string;
  readonly displayName: string;
  /** It takes the user's words in the middle of a turn. */
  readonly steerable?: boolean;
  detect(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<AgentStatus>;
  /**
   * Runs one turn. Always ends with exactly one `finished` event; aborting the signal interrupts the turn and ends with
   * `finished: interrupted`. Cleans up its processes in `finally`. Throws only for defects.
   */
  run(turn: Turn, signal: AbortSignal): AsyncGenerator<AgentEvent, void>;
}
