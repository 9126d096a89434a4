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

/** A tool was denied, at once: nobody can be asked. It comes again in the `permission_denials` of the result. */
const Denied = z.object({
  type: z.literal('system'),
  subtype: z.literal('permission_denied'),
  tool_name: z.string(),
  tool_use_id: z.string(),
});

const Count = z.number().nonnegative();

/** As the API tells it: what was read from the cache, what was written to it, and what is neither, apart. */
const StreamUsage = z.object({
  input_tokens: Count.nullish(),
  cache_read_input_tokens: Count.nullish(),
  cache_creation_input_tokens: Count.nullish(),
  output_tokens: Count.nullish(),
  output_tokens_details: z.object({ thinking_tokens: Count.nullish() }).nullish(),
});
export type StreamUsage = z.infer<typeof StreamUsage>;

/**
 * One block of a response. `error` and `api_error` are Claude Code's own words for a request that failed for good; it poses
 * as a message. `usage` is only how the response began.
 */
const Assistant = z.object({
  type: z.literal('assistant'),
  message: z.object({
    content: Blocks,
    id: z.string().nullish().catch(null),
    model: z.string().nullish().catch(null),
    usage: StreamUsage.nullish().catch(null),
  }),
  /** The call of a sub-agent that it belongs to. */
  parent_tool_use_id: z.string().nullish(),
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
    .array(
      z.object({
        tool_name: z.string(),
        tool_use_id: z.string().nullish(),
        tool_input: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
});
export type Result = z.infer<typeof Result>;

/**
 * The frame of one response, as it streams. Its counts are those of the response so far, and final in the last
 * `message_delta`. Those of sub-agents do not stream.
 */
const FrameEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message_start'),
    message: z.object({ model: z.string(), usage: StreamUsage }),
  }),
  z.object({ type: z.literal('message_delta'), usage: StreamUsage }),
  z.object({ type: z.literal('message_stop') }),
  // Pieces of messages, which come again whole.
  z
    .object({ type: z.enum(['content_block_start', 'content_block_delta', 'content_block_stop', 'ping']) })
    .transform(() => null),
]);
const StreamEvent = z.object({
  type: z.literal('stream_event'),
  parent_tool_use_id: z.string().nullish(),
  // One that we do not know says nothing.
  event: FrameEvent.catch(null),
});
export type Frame = Omit<z.infer<typeof StreamEvent>, 'event'> & {
  event: NonNullable<z.infer<typeof FrameEvent>>;
};
export type Assistant = z.infer<typeof Assistant>;

/** Lines that only say that it is alive: what it is doing, summaries. */
const Quiet = z.object({ type: z.enum(['tool_progress', 'tool_use_summary', 'keep_alive']) });
const QuietSystem = z.object({
  type: z.literal('system'),
  subtype: z.enum(['status', 'compact_boundary', 'task_started', 'task_progress', 'task_notification']),
});

/** Told apart by their types first: most lines are pieces of messages, and are not to be tried against everything. */
export const Line = z.discriminatedUnion('type', [
  StreamEvent.transform(({ event, ...line }) =>
    event === null ? { kind: 'quiet' as const } : { kind: 'frame' as const, frame: { ...line, event } },
  ),
  Quiet.transform(() => ({ kind: 'quiet' as const })),
  Assistant.transform((line) => ({ kind: 'assistant' as const, ...line })),
  User.transform((line) => ({ kind: 'user' as const, ...line })),
  z.discriminatedUnion('subtype', [
    Init.transform((line) => ({ kind: 'init' as const, ...line })),
    Retry.transform((line) => ({ kind: 'retry' as const, ...line })),
    Denied.transform((line) => ({ kind: 'denied' as const, ...line })),
    QuietSystem.transform(() => ({ kind: 'quiet' as const })),
  ]),
  RateLimit.transform((line) => ({ kind: 'limit' as const, info: line.rate_limit_info })),
  Result.transform((line) => ({ kind: 'result' as const, ...line })),
]);
