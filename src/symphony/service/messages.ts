import * as z from 'zod';
import { AgentStatusSchema, Sandbox } from '../../runner/agents/agent.ts';
import { Budgets } from '../budget/budgets.ts';
import type { StartOptions } from '../start/plan.ts';

// One JSON value a line, one answer to each request, in order. See serve.ts for what they do.

const Options: z.ZodType<StartOptions> = z.object({
  target: z.string(),
  agent: z.string(),
  model: z.string().nullable(),
  name: z.string().nullable(),
  dir: z.string().nullable(),
  freshContext: z.enum(['task', 'document']),
  finalize: z.enum(['ask', 'auto']),
  sandbox: Sandbox,
});

/** What of a plan is for reading; the plan itself stays with the service. Texts are strangers' words. */
const Preview = z.object({
  slug: z.string(),
  projectUrl: z.string(),
  issue: z.object({ number: z.number(), title: z.string(), url: z.string() }),
  issueText: z.string(),
  hiddenParts: z.number(),
  policies: z.array(z.object({ path: z.string() })),
  fork: z.boolean(),
  dir: z.string(),
  agent: AgentStatusSchema,
  model: z.string().nullable(),
  sandbox: Sandbox,
  budgets: Budgets,
  promptPreview: z.string(),
  warnings: z.array(z.object({ message: z.string() })),
});
export type StartPreview = z.infer<typeof Preview>;

/** Where a clone was, and is. */
const Trashed = { dir: z.string(), trash: z.string() };

/** What the service may be asked. `create` makes the contribution of the plan that was given out last. */
export const ServiceRequest = z.discriminatedUnion('kind', [
  /** `refresh`: look again, however short ago that was. */
  z.object({ kind: z.literal('agents'), refresh: z.boolean() }),
  z.object({ kind: z.literal('plan'), options: Options }),
  z.object({ kind: z.literal('create') }),
  /** What in a contribution's clone exists nowhere else. */
  z.object({ kind: z.literal('unsaved'), id: z.string() }),
  /** Whether a push of the contribution needs the right to change workflows. */
  z.object({ kind: z.literal('workflows'), id: z.string() }),
  /** Moves its clone to the trash; `lose` is the mark of what may be lost with it. */
  z.object({ kind: z.literal('clean'), id: z.string(), lose: z.string().nullable() }),
  z.object({ kind: z.literal('restore'), ...Trashed }),
]);
export type ServiceRequest = z.infer<typeof ServiceRequest>;

/** What it answers. */
export const ServiceAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agents'), agents: z.array(AgentStatusSchema) }),
  z.object({ kind: z.literal('plan'), plan: Preview }),
  z.object({ kind: z.literal('create'), id: z.string() }),
  /** A line each, safe to show; `mark` is null when nothing exists nowhere else. */
  z.object({ kind: z.literal('unsaved'), lines: z.array(z.string()), mark: z.string().nullable() }),
  z.object({ kind: z.literal('workflows'), needed: z.boolean() }),
  /** Asks back, before the answer to `clean`: throw this folder away, and say `Discarded`. */
  z.object({ kind: z.literal('discard'), dir: z.string() }),
  z.object({
    kind: z.literal('clean'),
    /** `kept`: why it was not removed. */
    clones: z.array(z.object({ dir: z.string(), kept: z.string().nullable() })),
    /** Null also for what is in no trash of ours. */
    removed: z.object(Trashed).nullable(),
  }),
  z.object({ kind: z.literal('restore') }),
  z.object({
    kind: z.literal('error'),
    code: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
  }),
]);
export type ServiceAnswer = z.infer<typeof ServiceAnswer>;

/** What became of a folder that was to be thrown away; `problem` is null when it is gone. */
export const Discarded = z.object({ kind: z.literal('discarded'), problem: z.string().nullable() });
export type Discarded = z.infer<typeof Discarded>;
