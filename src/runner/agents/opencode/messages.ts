/** The parts of `opencode run --format json` (1.18.33) that are read here, one JSON object a line. There is no final one. */
import * as z from 'zod';

const Count = z.number().nonnegative();
const session = { sessionID: z.string() };

/** A response began. Another one for the same message, without a `step_finish` between them: the first one broke off. */
const StepStart = z.object({
  type: z.literal('step_start'),
  ...session,
  part: z.object({ messageID: z.string() }).nullish().catch(null),
});

/** One response of the model. `input` leaves the cached tokens out, `output` the reasoning; `cost` is 0 without a price. */
const StepFinish = z.object({
  type: z.literal('step_finish'),
  ...session,
  part: z.object({
    reason: z.string(),
    cost: Count.nullish(),
    tokens: z.object({
      input: Count,
      output: Count,
      reasoning: Count,
      cache: z.object({ read: Count, write: Count }),
    }),
  }),
});
export type Tokens = z.infer<typeof StepFinish>['part'];

const Said = z.object({
  type: z.enum(['text', 'reasoning']),
  ...session,
  part: z.object({ text: z.string() }),
});

/** Told when a tool is through. */
const ToolUse = z.object({
  type: z.literal('tool_use'),
  ...session,
  part: z.object({
    tool: z.string(),
    callID: z.string(),
    state: z.object({
      status: z.string(),
      input: z.record(z.string(), z.unknown()).default({}),
      output: z.string().nullish(),
      error: z.string().nullish(),
      metadata: z
        .looseObject({ exists: z.boolean().optional(), exit: z.number().nullish() })
        .nullish()
        .catch(null),
    }),
  }),
});
export type Tool = z.infer<typeof ToolUse>['part'];

const ErrorLine = z.object({
  type: z.literal('error'),
  ...session,
  error: z.object({
    name: z.string(),
    data: z.object({ message: z.string().nullish(), statusCode: z.number().nullish() }).nullish().catch(null),
  }),
});
export type Failure = z.infer<typeof ErrorLine>['error'];

export const Line = z.discriminatedUnion('type', [StepStart, StepFinish, Said, ToolUse, ErrorLine]);
