import * as z from 'zod';

const Name = z.string().trim().min(1).max(200);
const Names = z.array(Name);
const Relative = z
  .string()
  .trim()
  .min(1)
  .refine(
    (path) => !/^(?:[/\\~]|[A-Za-z]:)/.test(path),
    'absolute paths do not belong here: they are of one machine',
  )
  .refine((path) => !path.split(/[/\\]/).includes('..'), 'must stay inside the repository');
const Count = z.number().int().min(1).max(1_000);

/** The front matter of the TOML dialect, version 1. Defaults: `docs/orchestrator/workflow.md`. */
export const TomlMatter = z.strictObject({
  version: z.literal(1),
  tracker: z
    .strictObject({
      provider: z.enum(['linear', 'github']).default('linear'),
      project_slug: Name.optional(),
      startable_states: Names.min(1).default(['Todo']),
      terminal_states: Names.min(1).default(['Done', 'Canceled', 'Duplicate']),
      in_progress_state: Name.default('In Progress'),
      success_state: Name.default('In Review'),
      completed_state: Name.optional(),
      failure_state: Name.default('Todo'),
      opt_out_label: Name.default('maestro:manual-only'),
      needs_attention_label: Name.default('maestro:needs-attention'),
      required_labels: Names.default([]),
      state_label_prefix: Name.optional(),
      tools: z.array(z.literal('issue_create', 'only issue_create can be asked for here')).default([]),
    })
    .prefault({}),
  agent: z
    .strictObject({
      transport: z.literal('stdio://', 'only stdio:// is supported').default('stdio://'),
      personality: z.enum(['none', 'friendly', 'pragmatic']).optional(),
      service_tier: Name.optional(),
    })
    .prefault({}),
  execution: z
    .strictObject({
      max_attempts: Count.default(3),
      max_turns: Count.default(1),
      max_retry_backoff_ms: z.number().int().min(1).max(86_400_000).default(300_000),
      max_concurrent_agents: Count.default(1),
      max_concurrent_agents_by_state: z.record(Name, Count).default({}),
      validation_commands: z.array(z.string().trim().min(1).max(4_000)).max(50).default([]),
    })
    .prefault({}),
  context: z.strictObject({ read_first: z.array(Relative).max(100).default([]) }).prefault({}),
});
export type TomlMatter = z.infer<typeof TomlMatter>;

/** Keys that people put here and that must not be here, with the reason. */
export const MISPLACED: Readonly<Record<string, string>> = {
  sandbox: 'what the agent may do is not the repository’s to decide',
  sandbox_mode: 'what the agent may do is not the repository’s to decide',
  sandbox_policy: 'what the agent may do is not the repository’s to decide',
  approval_policy: 'what the agent may do is not the repository’s to decide',
  approvals: 'what the agent may do is not the repository’s to decide',
  api_key: 'secrets do not belong into a repository: name an environment variable in maestro.toml',
  token: 'secrets do not belong into a repository: name an environment variable in maestro.toml',
  secret: 'secrets do not belong into a repository: name an environment variable in maestro.toml',
  password: 'secrets do not belong into a repository: name an environment variable in maestro.toml',
  workspace_root: 'places of a machine belong into maestro.toml',
  repo_root: 'places of a machine belong into maestro.toml',
};
