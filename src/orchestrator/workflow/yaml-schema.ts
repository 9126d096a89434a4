import * as z from 'zod';
import { oneLine } from '../../platform/text.ts';
import { EXTRA_TOOLS } from './types.ts';
import { nearest } from '../reading/nearest.ts';

/** The trackers there are; the service specification knows `linear` only. */
const TRACKERS = ['linear', 'github'] as const;
/** Codex's sandboxes for a thread (`SandboxMode` in its schema). */
const SANDBOXES = ['read-only', 'workspace-write', 'danger-full-access'] as const;

/** The name of an environment variable as a workflow says it. */
export const VARIABLE = /^\$([A-Za-z_][A-Za-z0-9_]*)$/;

// Lists may be comma-separated words.
const Words = z.preprocess(
  (value) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((word) => word.trim())
          .filter(Boolean)
      : value,
  z.array(z.string().trim().min(1)),
);
/** A whole number, as a number or (the earlier form of the specification) in digits; nothing else is taken for one. */
const Whole = z
  .union([z.number(), z.string().regex(/^\s*-?\d{1,15}\s*$/)], 'must be a whole number')
  .transform(Number)
  .pipe(z.number().int());
const MAX_MS = 7 * 86_400_000;
const Ms = Whole.pipe(z.number().min(1).max(MAX_MS));
/** A limit that is a number of things. */
export const Count = Whole.pipe(z.number().min(1).max(1_000));
const Script = z.string().nullish();

/** One of these words; another is told with the nearest of them. */
const oneOf = <W extends string>(words: readonly W[]) =>
  z.string().transform((given, check): W => {
    const found = words.find((word) => word === given.trim());
    if (found !== undefined) return found;
    const near = nearest(given.trim(), words);
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    const said = JSON.stringify(oneLine(given, 60));
    check.addIssue({ code: 'custom', message: `${said} is none of ${words.join(', ')}${hint}` });
    return z.NEVER;
  });

/** A list of words, or words with commas between them. */
const wordsOf = <T extends z.ZodType>(word: T) =>
  z.preprocess((value) => Words.safeParse(value).data ?? value, z.array(word));

/** What a tracker's adapter is told. Keys that it does not know are kept; what they mean for a run: `provider-keys.ts`. */
const PROVIDER = {
  endpoint: z.string().nullish(),
  api_url: z.string().nullish(),
  api_key: z.string().nullish(),
  token: z.string().nullish(),
  project_slug: z.string().nullish(),
  repo: z.string().nullish(),
  // One that is there and says nothing would let everybody's issues run.
  assignee: z.string().trim().min(1, 'is empty; leave it out for the issues of everybody').nullish(),
  tools: wordsOf(oneOf(EXTRA_TOOLS)).nullish(),
};

/** The front matter of the service specification's dialect. Unknown keys are passed over, with a warning. Defaults: `docs/orchestrator/workflow.md`. */
export const YamlMatter = z.object({
  tracker: z
    .object({
      kind: oneOf(TRACKERS).optional(),
      provider: z.looseObject(PROVIDER).nullish(),
      // The earlier form of the specification.
      ...PROVIDER,
      required_labels: Words.default([]),
      active_states: Words.default(['Todo', 'In Progress']),
      terminal_states: Words.default(['Closed', 'Cancelled', 'Canceled', 'Duplicate', 'Done']),
    })
    .prefault({}),
  polling: z.object({ interval_ms: Ms.default(30_000) }).prefault({}),
  workspace: z.object({ root: z.string().nullish() }).prefault({}),
  hooks: z
    .object({
      after_create: Script,
      before_run: Script,
      after_run: Script,
      before_remove: Script,
      // The specification: anything else than a positive whole number fails the validation.
      timeout_ms: z.number().int().min(1).max(MAX_MS).default(60_000),
    })
    .prefault({}),
  agent: z
    .object({
      max_concurrent_agents: Count.default(10),
      max_turns: Count.default(20),
      max_retry_backoff_ms: Ms.default(300_000),
      max_concurrent_agents_by_state: z.record(z.string(), z.unknown()).default({}),
    })
    .prefault({}),
  codex: z
    .object({
      command: z.string().trim().min(1).default('codex app-server'),
      approval_policy: z.union([z.string().trim().min(1), z.record(z.string(), z.unknown())]).optional(),
      thread_sandbox: oneOf(SANDBOXES).optional(),
      turn_sandbox_policy: z.looseObject({ type: z.string().trim().min(1) }).optional(),
      turn_timeout_ms: Ms.default(3_600_000),
      read_timeout_ms: Ms.default(5_000),
      stall_timeout_ms: Whole.default(300_000),
    })
    .prefault({}),
  server: z.object({ port: Whole.pipe(z.number().min(0).max(65_535)).nullish() }).prefault({}),
});
export type YamlMatter = z.infer<typeof YamlMatter>;
