import * as z from 'zod';
import type { ServiceConfig } from '../config/types.ts';
import { EXTRA_TOOLS, type Workflow } from '../workflow/types.ts';

const Text = z.string().nullable();
const Count = z.number().int();
/** A secret as it may be shown: its variable, where that is named, and whether it holds anything. */
const Secret = z.object({ variable: z.string(), field: z.string(), isSet: z.boolean() });

/** A service config as a check shows it: every default filled in, secrets as set or not set. */
export const ConfigView = z.object({
  path: z.string(),
  id: z.string(),
  repoRoot: z.string(),
  workspaceRoot: z.string(),
  workflowPath: z.string(),
  tracker: z.object({
    kind: z.enum(['linear', 'github']),
    projectSlug: Text,
    endpoint: Text,
    apiKey: Secret,
  }),
  github: z.object({ token: Secret.nullable(), webUrl: Text, apiUrl: Text }),
  agent: z.object({ transport: z.literal('stdio://') }),
  worker: z.object({ codexCommand: z.string(), model: Text }),
  operatorHttp: z.object({ listenAddress: Text }),
  validation: z.object({
    sandbox: z.enum(['codex', 'none']),
    network: z.boolean(),
    writable: z.array(z.string()).readonly(),
  }),
  limits: z.object({ idleMs: Count, turnMs: Count, validationMs: Count, keepRuns: Count }),
  /** Where journals, leases and guards are kept. */
  stateFolder: z.string(),
}) satisfies z.ZodType<ServiceConfig>;
export type ConfigView = z.infer<typeof ConfigView>;

/** A workflow as a check shows it, the text of its body left out. */
export const WorkflowView = z.object({
  dialect: z.enum(['toml', 'yaml']),
  path: z.string(),
  hash: z.string(),
  bodyLines: Count,
  bodyLine: Count,
  tracker: z.object({
    /** Null when a YAML workflow does not say it. */
    provider: z.enum(['linear', 'github']).nullable(),
    projectSlug: Text,
    endpoint: Text,
    apiKeyVariable: Text,
    /** Null when the workflow names no variable. */
    apiKeySet: z.boolean().nullable(),
    assignee: Text,
    settings: z.record(z.string(), z.unknown()),
    /** Extra tools that the agent is offered. */
    tools: z.array(z.enum(EXTRA_TOOLS)),
    requiredLabels: z.array(z.string()),
    startableStates: z.array(z.string()),
    activeStates: z.array(z.string()),
    terminalStates: z.array(z.string()),
    inProgressState: z.string(),
    successState: z.string(),
    completedState: Text,
    failureState: z.string(),
    stateLabelPrefix: z.string().exactOptional(),
    optOutLabel: z.string(),
    needsAttentionLabel: z.string(),
  }),
  agent: z.object({
    transport: z.literal('stdio://'),
    personality: z.enum(['none', 'friendly', 'pragmatic']).nullable(),
    serviceTier: Text,
  }),
  execution: z.object({
    /** Null: as many as it takes. */
    maxAttempts: Count.nullable(),
    maxTurns: Count,
    maxRetryBackoffMs: Count,
    maxConcurrentAgents: Count,
    maxConcurrentAgentsByState: z.record(z.string(), Count),
    validationCommands: z.array(z.string()),
  }),
  context: z.object({ readFirst: z.array(z.string()) }),
  hooks: z.object({
    afterCreate: Text,
    beforeRun: Text,
    afterRun: Text,
    beforeRemove: Text,
    timeoutMs: Count,
  }),
  specification: z
    .object({
      pollingIntervalMs: Count,
      workspaceRoot: z.string(),
      codex: z.object({
        command: z.string(),
        approvalPolicy: z.union([z.string(), z.record(z.string(), z.unknown())]).nullable(),
        threadSandbox: z.enum(['read-only', 'workspace-write', 'danger-full-access']).nullable(),
        turnSandboxPolicy: z.looseObject({ type: z.string() }).nullable(),
        turnTimeoutMs: Count,
        readTimeoutMs: Count,
        stallTimeoutMs: Count,
      }),
      serverPort: Count.nullable(),
    })
    .nullable(),
}) satisfies z.ZodType<Omit<Workflow, 'body'>>;
export type WorkflowView = z.infer<typeof WorkflowView>;
