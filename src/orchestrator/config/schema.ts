import { isAbsolute } from 'node:path';
import * as z from 'zod';

/** Enough for a year of most projects, a few hundred megabytes at the very most in ordinary work. */
export const KEEP_RUNS = 500;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The name of an environment variable, never its value. */
const VariableName = z.string().superRefine((name, check) => {
  const wrong = (message: string): void => check.addIssue({ code: 'custom', message });
  if (name === '') return wrong('is empty; name the environment variable that holds the secret');
  if (name !== name.trim()) return wrong('has blanks around it');
  if (name.startsWith('$')) return wrong('is a name: write it without the $');
  if (!NAME.test(name)) return wrong('is not the name of an environment variable (letters, digits, _)');
});
const Absolute = z.string().refine(isAbsolute, 'must be an absolute path');
const Url = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' });
const Ms = z
  .number()
  .int()
  .min(1)
  .max(7 * 24 * 3_600_000);

/** `maestro.toml`, as it stands in the file. Defaults: `docs/orchestrator/config.md`. */
export const ConfigFile = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be letters, digits, ".", "_" or "-"'),
  repo_root: Absolute,
  workspace_root: Absolute,
  workflow_path: z
    .string()
    .min(1)
    .refine((path) => !isAbsolute(path), 'is relative to repo_root')
    .default('WORKFLOW.md'),
  tracker: z.strictObject({
    kind: z.enum(['linear', 'github']).default('linear'),
    project_slug: z.string().min(1).optional(),
    api_key_env_var: VariableName,
    endpoint: Url.optional(),
  }),
  // Good without a token until one is needed.
  github: z
    .strictObject({
      token_env_var: VariableName.optional(),
      web_url: Url.optional(),
      api_url: Url.optional(),
    })
    .prefault({}),
  agent: z
    .strictObject({ transport: z.literal('stdio://', 'only stdio:// is supported').default('stdio://') })
    .prefault({}),
  worker: z
    .strictObject({ codex_command: z.string().min(1).default('codex'), model: z.string().min(1).optional() })
    .prefault({}),
  operator_http: z.strictObject({ listen_address: z.string().min(1).optional() }).prefault({}),
  limits: z
    .strictObject({
      idle_ms: Ms.default(10 * 60_000),
      turn_ms: Ms.default(60 * 60_000),
      validation_ms: Ms.default(30 * 60_000),
      keep_runs: z.number().int().min(0).max(100_000).default(KEEP_RUNS),
    })
    .prefault({}),
  validation: z
    .strictObject({
      // On Windows Codex's sandbox asks for a set-up of its own.
      sandbox: z.enum(['codex', 'none']).default(process.platform === 'win32' ? 'none' : 'codex'),
      network: z.boolean().default(true),
      writable: z.array(Absolute).default([]),
    })
    .prefault({}),
});
export type ConfigFile = z.infer<typeof ConfigFile>;
