import * as z from 'zod';
import { EXTRA_TOOLS, type Workflow } from '../workflow/types.ts';
import type { ToolSpec } from '../../runner/agents/codex/tools.ts';

const MAX_TEXT = 32 * 1024;
const issue_id = z
  .string()
  .max(200)
  .describe('The id or identifier of the issue of this run. No other is accepted.');
const Text = z.string().trim().min(1).max(MAX_TEXT);

/** What each tool takes, what the agent is told of it, and whether it writes outside of the lane. Names and meaning: `docs/orchestrator/tools.md`. */
export const TOOLS = {
  issue_transition: {
    writes: true,
    about:
      'Moves the issue into another state by its name, for example the in-progress state when work begins.',
    input: z.strictObject({ issue_id, state: z.string().trim().min(1).max(200) }),
  },
  issue_comment: {
    writes: true,
    about: 'Writes a comment on the issue (Markdown). No absolute paths of this machine, no secrets.',
    input: z.strictObject({ issue_id, body: Text }),
  },
  issue_comment_update: {
    writes: true,
    about:
      'Gives a comment of yours on the issue other words: the comment_id is what issue_comment answered, or the tracker’s own id. Keep one comment up to date rather than writing many.',
    input: z.strictObject({ issue_id, comment_id: z.string().trim().min(1).max(200), body: Text }),
  },
  issue_label_add: {
    writes: true,
    about:
      'Adds an existing label to the issue. The needs-attention label asks for a person: write the comment that explains it first.',
    input: z.strictObject({ issue_id, label: z.string().trim().min(1).max(200) }),
  },
  issue_create: {
    writes: true,
    about:
      'Makes another issue in the same project, in its backlog, for work that is worth doing and not part of this issue. At most 5 in a run.',
    input: z.strictObject({ title: z.string().trim().min(1).max(200), description: Text }),
  },
  linear_graphql: {
    // Whether it does is seen in the operation.
    writes: false,
    about:
      'Sends one GraphQL query or mutation to Linear and returns its answer. You need no key. Prefer the other tools for what they can do.',
    input: z.strictObject({ query: Text, variables: z.record(z.string(), z.unknown()).nullish() }),
  },
  lane_publish: {
    writes: true,
    about:
      'Commits everything in the lane, pushes its branch, and opens its pull request or brings it up to date. Returns the pull request’s address and head. You cannot commit or push by yourself.',
    input: z.strictObject({
      title: z.string().trim().min(1).max(250).describe('Of the commit and of the pull request, one line.'),
      body: Text.describe('Of the pull request (Markdown): what was done, and how it was checked.'),
    }),
  },
  issue_review_handoff: {
    writes: false,
    about:
      'Says that the work is complete and its pull request is ready for reviewers. Finalize the path review_handoff after it.',
    input: z.strictObject({ issue_id, pr_url: z.string().max(2_000), summary: Text }),
  },
  issue_review_repair_complete: {
    writes: false,
    about: 'Says that what reviewers asked for is done, published and can be looked at again.',
    input: z.strictObject({ issue_id, summary: Text }),
  },
  issue_terminal_finalize: {
    writes: false,
    about:
      'Ends this run. The path names how: review_handoff after issue_review_handoff, manual_attention after a comment and the needs-attention label. Do nothing after it.',
    input: z.strictObject({ issue_id, path: z.string().max(200) }),
  },
} as const;

export type ToolName = keyof typeof TOOLS;
export type ToolInput<N extends ToolName> = z.infer<(typeof TOOLS)[N]['input']>;

/** All of them. */
export const TOOL_NAMES = Object.keys(TOOLS) as ToolName[];

/** Those that need no repository of ours. */
export const TOOLS_OF_AN_ISSUE: readonly ToolName[] = [
  'issue_transition',
  'issue_comment',
  'issue_comment_update',
  'issue_label_add',
  'issue_create',
  'linear_graphql',
];

/** Of these tools those that the workflow's tracker can do, without the extra ones that it does not ask for. */
export function offeredTools({ tracker }: Workflow, tools: readonly ToolName[]): ToolName[] {
  const isExtra = (name: string): boolean => EXTRA_TOOLS.some((extra) => extra === name);
  const asked: readonly string[] = tracker.tools;
  return tools.filter((name) => {
    if (isExtra(name)) return asked.includes(name);
    return name !== 'issue_comment_update' || tracker.provider === 'linear';
  });
}

/** These tools as Codex is told of them. */
export function toolSpecs(names: readonly ToolName[]): ToolSpec[] {
  return names.map((name) => {
    const { about, input } = TOOLS[name];
    return { name, description: about, inputSchema: z.toJSONSchema(input) };
  });
}
