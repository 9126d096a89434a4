/**
 * The parts of Codex's app-server protocol (0.169.0) that are read here. The whole of it: `codex app-server
 * generate-json-schema --experimental --out DIR`.
 */
import * as z from 'zod';

const Status = z.string();

/** Things a thread is made of. Kinds that are not listed are kept as `other`. */
const KnownItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('agentMessage'), id: z.string(), text: z.string() }),
  z.object({ type: z.literal('plan'), id: z.string(), text: z.string() }),
  z.object({
    type: z.literal('reasoning'),
    id: z.string(),
    summary: z.array(z.string()).default([]),
    content: z.array(z.string()).default([]),
  }),
  z.object({
    type: z.literal('commandExecution'),
    id: z.string(),
    command: z.string(),
    status: Status,
    exitCode: z.number().nullish(),
    aggregatedOutput: z.string().nullish(),
  }),
  z.object({
    type: z.literal('fileChange'),
    id: z.string(),
    status: Status,
    changes: z.array(
      z.object({
        path: z.string(),
        kind: z.object({ type: z.enum(['add', 'update', 'delete']).catch('update') }),
      }),
    ),
  }),
  z.object({
    type: z.literal('mcpToolCall'),
    id: z.string(),
    server: z.string(),
    tool: z.string(),
    status: Status,
    arguments: z.unknown().optional(),
  }),
  z.object({
    type: z.literal('dynamicToolCall'),
    id: z.string(),
    tool: z.string(),
    status: Status,
    arguments: z.unknown().optional(),
  }),
  z.object({ type: z.literal('webSearch'), id: z.string(), query: z.string() }),
  z.object({ type: z.literal('imageView'), id: z.string(), path: z.string() }),
]);
export type Item = z.infer<typeof KnownItem>;

/** Kinds of items that say nothing a reader of the journal would miss. */
const QuietItem = z.object({
  type: z.enum([
    'userMessage',
    'hookPrompt',
    'functionCallOutput',
    'contextCompaction',
    'sleep',
    'enteredReviewMode',
    'exitedReviewMode',
  ]),
});

export const ItemNotice = z.object({ item: z.union([KnownItem, QuietItem]) });

const Tokens = z.object({
  inputTokens: z.number(),
  cachedInputTokens: z.number(),
  outputTokens: z.number(),
  reasoningOutputTokens: z.number(),
});
export type Tokens = z.infer<typeof Tokens>;

/** `total` is cumulative over the thread, `last` is what came with the newest response. */
export const TokenUsageNotice = z.object({
  threadId: z.string(),
  turnId: z.string(),
  tokenUsage: z.object({ total: Tokens, last: Tokens }),
});

const Window = z.object({ usedPercent: z.number(), resetsAt: z.number().nullish() });

/** Windows that are left out of an update keep their last value; `resetsAt` is in seconds since 1970. */
export const RateLimitsNotice = z.object({
  rateLimits: z.object({ primary: Window.nullish(), secondary: Window.nullish() }),
});

/** A plain word, or one key that holds what is known (`{"httpConnectionFailed":{"httpStatusCode":401}}`). */
const CodexErrorInfo = z.union([z.string(), z.record(z.string(), z.unknown())]);
export const TurnError = z.object({
  message: z.string(),
  codexErrorInfo: CodexErrorInfo.nullish(),
  additionalDetails: z.string().nullish(),
});
export type TurnError = z.infer<typeof TurnError>;

export const ErrorNotice = z.object({ error: TurnError, willRetry: z.boolean() });

export const TurnCompletedNotice = z.object({
  threadId: z.string(),
  turn: z.object({ id: z.string(), status: Status, error: TurnError.nullish() }),
});

/** The answer to `initialize`. */
export const InitializeReply = z.object({ userAgent: z.string().catch('') }).catch({ userAgent: '' });

export const ThreadReply = z.object({ thread: z.object({ id: z.string() }), model: z.string() });
export const TurnReply = z.object({ turn: z.object({ id: z.string() }) });
export const ModelsReply = z.object({
  data: z.array(z.object({ model: z.string(), hidden: z.boolean().default(false) })),
});
export const AccountReply = z.object({ account: z.unknown().optional(), requiresOpenaiAuth: z.boolean() });
