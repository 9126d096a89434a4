/**
 * What is read of the protocol's `session/update` (version 1). Read here and not by the SDK: an update that is unknown, or of
 * another shape than it should be, is kept and does no harm.
 */
import * as z from 'zod';

const Content = z.looseObject({ type: z.string(), text: z.string().optional() });
const ToolContent = z.union([
  z.object({ type: z.literal('content'), content: Content }),
  z.object({ type: z.literal('diff'), path: z.string(), oldText: z.string().nullish() }),
  z.looseObject({ type: z.string() }).transform(() => ({ type: 'other' as const })),
]);

/** What is known of a tool's call; updates repeat only what changed. */
export const ToolCall = z.object({
  toolCallId: z.string(),
  title: z.string().nullish(),
  kind: z.string().nullish(),
  status: z.string().nullish(),
  content: z.array(ToolContent).nullish(),
  locations: z.array(z.object({ path: z.string() })).nullish(),
});
export type ToolCall = z.infer<typeof ToolCall>;

const Update = z.discriminatedUnion('sessionUpdate', [
  z.object({ sessionUpdate: z.literal('agent_message_chunk'), content: Content }),
  z.object({ sessionUpdate: z.literal('agent_thought_chunk'), content: Content }),
  z.object({ sessionUpdate: z.literal('tool_call'), ...ToolCall.shape }),
  z.object({ sessionUpdate: z.literal('tool_call_update'), ...ToolCall.shape }),
  /** Signs of life and nothing else to us. Usage has no one meaning among agents: it is not counted. */
  z.object({
    sessionUpdate: z.enum([
      'user_message_chunk',
      'plan',
      'available_commands_update',
      'current_mode_update',
      'config_option_update',
      'session_info_update',
      'usage_update',
    ]),
  }),
]);
export type Update = z.infer<typeof Update>;

export const UpdateNotice = z.object({
  method: z.literal('session/update'),
  params: z.object({ sessionId: z.string(), update: Update }),
});

/** A message that the SDK is to see: an answer, or a request of the agent's. */
export const ForSdk = z.union([
  z.looseObject({ jsonrpc: z.literal('2.0'), id: z.union([z.string(), z.number()]), method: z.string() }),
  z.looseObject({ jsonrpc: z.literal('2.0'), id: z.union([z.string(), z.number()]), result: z.unknown() }),
  z.looseObject({ jsonrpc: z.literal('2.0'), id: z.union([z.string(), z.number()]), error: z.unknown() }),
]);
