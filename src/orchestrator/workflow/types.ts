import type { TrackerKind } from '../config/types.ts';

/** Tools that reach beyond the issue: an agent is offered them only where the workflow asks for them, and Linear only. */
export const EXTRA_TOOLS = ['issue_create', 'linear_graphql'] as const;
export type ExtraTool = (typeof EXTRA_TOOLS)[number];

/** Codex's own words for what the agent may touch (`SandboxMode` in its schema). */
export type ThreadSandbox = 'read-only' | 'workspace-write' | 'danger-full-access';

/**
 * A repository's policy (`WORKFLOW.md`), both dialects brought into one shape. TOML front matter (`+++`) is the
 * orchestrator's own; YAML (`---`) is that of OpenAI's Symphony service specification.
 */
export interface Workflow {
  dialect: 'toml' | 'yaml';
  /** Absolute path of the file. */
  path: string;
  /** SHA-256 (hex) of the file: a lane keeps the workflow that it started with. */
  hash: string;
  /** The policy and prompt: everything behind the front matter. A strict Liquid template in the YAML dialect. */
  body: string;
  /** 1-based line on which the body begins. */
  bodyLine: number;
  tracker: {
    /** null when the YAML dialect does not say it: it has no default, and a run needs it. */
    provider: TrackerKind | null;
    projectSlug: string | null;
    /** Where the tracker is asked, and the variable with its key: only in the YAML dialect, null otherwise. */
    endpoint: string | null;
    apiKeyVariable: string | null;
    /** Only issues of theirs are run: an id (on GitHub a login, too), or `me`, whose key it is; null for everybody's. */
    assignee: string | null;
    /** The YAML dialect's `tracker.provider` as it stands, with the keys that no adapter of ours knows. */
    settings: Record<string, unknown>;
    /** Extra tools that the agent is offered. */
    tools: ExtraTool[];
    /** All of them must be on an issue. */
    requiredLabels: string[];
    startableStates: string[];
    /** States in which a run may go on (startable ones and `inProgressState`; the YAML dialect's `active_states`). */
    activeStates: string[];
    terminalStates: string[];
    inProgressState: string;
    successState: string;
    /** null: must be set before closeout. */
    completedState: string | null;
    failureState: string;
    /** GitHub only: what the labels that say a state begin with; `state:` when not said. */
    stateLabelPrefix?: string;
    optOutLabel: string;
    needsAttentionLabel: string;
  };
  agent: {
    transport: 'stdio://';
    personality: 'none' | 'friendly' | 'pragmatic' | null;
    serviceTier: string | null;
  };
  execution: {
    /** null: as many as it takes, in the YAML dialect. */
    maxAttempts: number | null;
    maxTurns: number;
    maxRetryBackoffMs: number;
    maxConcurrentAgents: number;
    /** Keys are states in lower case. */
    maxConcurrentAgentsByState: Record<string, number>;
    /** Shell command lines, run in the lane one after another; the first failure ends them. */
    validationCommands: string[];
  };
  /** Paths relative to the repository that the agent is told to read first. */
  context: { readFirst: string[] };
  /** Shell scripts; null when not set. */
  hooks: {
    afterCreate: string | null;
    beforeRun: string | null;
    afterRun: string | null;
    beforeRemove: string | null;
    timeoutMs: number;
  };
  /** What only the YAML dialect says; null in the TOML one. */
  specification: {
    pollingIntervalMs: number;
    /** Absolute. */
    workspaceRoot: string;
    codex: {
      command: string;
      /** Codex's `AskForApproval`, handed to it as it stands; null when not said. */
      approvalPolicy: string | Record<string, unknown> | null;
      threadSandbox: ThreadSandbox | null;
      /** Codex's `SandboxPolicy`, handed to it as it stands. It comes before `threadSandbox`. */
      turnSandboxPolicy: (Record<string, unknown> & { type: string }) | null;
      turnTimeoutMs: number;
      /** For every answer to a request. */
      readTimeoutMs: number;
      /** 0 or less: silence is no reason to end an attempt. */
      stallTimeoutMs: number;
    };
    serverPort: number | null;
  } | null;
}
