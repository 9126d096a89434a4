import * as z from 'zod';

/** The checks of a probe, in their order; each needs those before it. */
export const CHECKS = {
  installed: 'Codex is installed',
  version: 'its version is new enough',
  schema: 'it describes its protocol',
  messages: 'what Maestro uses is in that protocol',
  tool: 'a tool of ours is called and its answer is used',
} as const;

const CheckId = z.enum(Object.keys(CHECKS) as [CheckId, ...CheckId[]]);
export type CheckId = keyof typeof CHECKS;

/** How one check ended; `seen` says what was found, `code` and `remedy` are there when it failed. */
const Check = z.object({
  id: CheckId,
  title: z.string(),
  state: z.enum(['passed', 'failed', 'not-tried']),
  seen: z.string(),
  code: z.string().nullable(),
  remedy: z.string().nullable(),
});
export type Check = z.infer<typeof Check>;

/** What a probe found. */
export const ProbeReport = z.object({
  ok: z.boolean(),
  transport: z.literal('stdio://'),
  /** Absolute path; null when there is none. */
  command: z.string().nullable(),
  version: z.string().nullable(),
  checks: z.array(Check),
});
export type ProbeReport = z.infer<typeof ProbeReport>;
