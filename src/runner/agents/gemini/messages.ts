/**
 * The lines that `gemini --output-format stream-json` prints (0.61.0; `packages/core/src/output/types.ts` in
 * google-gemini/gemini-cli).
 */
import * as z from 'zod';

/** Cumulative over the process; `input_tokens` includes `cached`, and thinking is only in `total_tokens`. */
export const Stats = z.object({
  total_tokens: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  cached: z.number(),
});
export type Stats = z.infer<typeof Stats>;

export const GeminiLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('init'), session_id: z.string(), model: z.string() }),
  /** Messages of the assistant come in pieces (`delta`). */
  z.object({ type: z.literal('message'), role: z.string(), content: z.string() }),
  z.object({
    type: z.literal('tool_use'),
    tool_name: z.string(),
    tool_id: z.string(),
    parameters: z.record(z.string(), z.unknown()).default({}),
  }),
  z.object({
    type: z.literal('tool_result'),
    tool_id: z.string(),
    status: z.string(),
    output: z.string().optional(),
    error: z.object({ type: z.string(), message: z.string() }).optional(),
  }),
  /** A warning, or an error after which Gemini goes on or ends with a `result`. */
  z.object({ type: z.literal('error'), severity: z.string(), message: z.string() }),
  z.object({
    type: z.literal('result'),
    status: z.string(),
    error: z.object({ message: z.string() }).optional(),
    stats: Stats.optional(),
  }),
]);
export type GeminiLine = z.infer<typeof GeminiLine>;
