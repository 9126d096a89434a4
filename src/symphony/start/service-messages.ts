import * as z from 'zod';
import { AgentStatusSchema, Sandbox } from '../../runner/agents/agent.ts';
import { Budgets } from '../budget/budgets.ts';
import type { StartOptions } from './plan.ts';

// One JSON value a line, one answer to each request, in order. See service.ts for what they do.

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

/** What the service may be asked. `create` makes the contribution of the plan that was given out last. */
export const ServiceRequest = z.discriminatedUnion('kind', [
  /** `refresh`: look again, however short ago that was. */
  z.object({ kind: z.literal('agents'), refresh: z.boolean() }),
  z.object({ kind: z.literal('plan'), options: Options }),
  z.object({ kind: z.literal('create') }),
]);
export type ServiceRequest = z.infer<typeof ServiceRequest>;

/** What it answers. */
export const ServiceAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('agents'), agents: z.array(AgentStatusSchema) }),
  z.object({ kind: z.literal('plan'), plan: Preview }),
  z.object({ kind: z.literal('create'), id: z.string() }),
  z.object({
    kind: z.literal('error'),
    code: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
  }),
]);
export type ServiceAnswer = z.infer<typeof ServiceAnswer>;
