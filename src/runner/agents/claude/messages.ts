/** The parts of Claude Code's `stream-json` (2.1.329) that are read here, one JSON object a line. */
import * as z from 'zod';

const Text = z.union([z.string(), z.array(z.unknown())]);

const Block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('thinking'), thinking: z.string() }),
  z.object({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: Text.nullish(),
    is_error: z.boolean().nullish(),
  }),
]);
export type Block = z.infer<typeof Block>;
/** Blocks that are not known are passed over. */
const Blocks = z.array(z.union([Block, z.unknown().transform(() => null)]));

const Init = z.object({
  type: z.literal('system'),
  subtype: z.literal('init'),
  session_id: z.string(),
  model: z.string().nullish(),
});

/** The request failed and is sent again; `error_status` is null when there was no answer. */
const Retry = z.object({
  type: z.literal('system'),
  subtype: z.literal('api_retry'),
  attempt: z.number(),
  max_retries: z.number(),
  error_status: z.number().nullish(),
  error: z.string().nullish(),
});

/** `error` and `api_error` are Claude Code's own words for a request that failed for good; it poses as a message. */
const Assistant = z.object({
  type: z.literal('assistant'),
  message: z.object({ content: Blocks }),
  error: z.string().nullish(),
  is_api_error_message: z.boolean().nullish(),
});

const User = z.object({
  type: z.literal('user'),
  message: z.object({ content: z.union([z.string().transform(() => []), Blocks]) }),
  tool_use_result: z.looseObject({ type: z.string().optional() }).nullish().catch(null),
});

/** Only told to those who have a plan (not an API key). `resetsAt` is in seconds since 1970, `utilization` from 0 to 1. */
const RateLimit = z.object({
  type: z.literal('rate_limit_event'),
  rate_limit_info: z.object({
    status: z.string(),
    resetsAt: z.number().nullish(),
    utilization: z.number().nullish(),
  }),
});

const Count = z.number().nonnegative();

/** What one model was used for. `costBasis` is `unknown` when the price was guessed. */
const ModelUsage = z.object({
  inputTokens: Count,
  outputTokens: Count,
  cacheReadInputTokens: Count,
  cacheCreationInputTokens: Count,
  thinkingTokens: Count.nullish(),
  costUSD: Count.nullish(),
  costBasis: z.string().nullish(),
});
export type ModelUsage = z.infer<typeof ModelUsage>;

/**
 * The last line; it alone decides. A failed request comes as `subtype: "success"` with `is_error`, and denied
 * permissions are no error at all. Of its three accounts `usage` leaves sub-agents out, `modelUsage` and `total_cost_usd`
 * are cumulative over a resumed session, and only `model_usage_since_last_result` is what this run used.
 */
const Result = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  result: z.string().nullish(),
  errors: z.array(z.string()).nullish(),
  terminal_reason: z.string().nullish(),
  stop_reason: z.string().nullish(),
  api_error_status: z.number().nullish(),
  api_error: z.string().nullish(),
  usage: z.object({
    input_tokens: Count,
    output_tokens: Count,
    cache_read_input_tokens: Count.nullish(),
    cache_creation_input_tokens: Count.nullish(),
    output_tokens_details: z.object({ thinking_tokens: Count.nullish() }).nullish(),
  }),
  model_usage_since_last_result: z.record(z.string(), ModelUsage).nullish(),
  permission_denials: z
    .array(z.object({ tool_name: z.string(), tool_input: z.record(z.string(), z.unknown()) }))
    .default([]),
});
export type Result = z.infer<typeof Result>;

/** Lines that only say that it is alive: pieces of messages, what it is doing, summaries. */
const Quiet = z.object({ type: z.enum(['stream_event', 'tool_progress', 'tool_use_summary', 'keep_alive']) });
const QuietSystem = z.object({
  type: z.literal('system'),
  subtype: z.enum(['status', 'compact_boundary', 'task_started', 'task_progress', 'task_notification']),
});

export const Line = z.union([
  Quiet.transform(() => ({ kind: 'quiet' as const })),
  Assistant.transform((line) => ({ kind: 'assistant' as const, ...line })),
  User.transform((line) => ({ kind: 'user' as const, ...line })),
  Init.transform((line) => ({ kind: 'init' as const, ...line })),
  Retry.transform((line) => ({ kind: 'retry' as const, ...line })),
  RateLimit.transform((line) => ({ kind: 'limit' as const, info: line.rate_limit_info })),
  Result.transform((line) => ({ kind: 'result' as const, ...line })),
  QuietSystem.transform(() => ({ kind: 'quiet' as const })),
]);
