import * as z from 'zod';
import { Sandbox } from '../../runner/agents/agent.ts';
import { AutoRunEvent } from '../../runner/autorun/events.ts';
import { BudgetName, Budgets, DEFAULT_TURN_MINUTES, NO_BUDGETS, TurnMinutes } from '../budget/budgets.ts';

const PullFact = z.object({
  number: z.number().int(),
  nodeId: z.string(),
  url: z.string(),
  draft: z.boolean(),
});

/** Why a contribution is paused. */
export const PauseReason = z.enum(['user', 'budget', 'rate_limit', 'offline']);
export type PauseReason = z.infer<typeof PauseReason>;

/** A document of the contribution. `file` (the working copy, relative to the clone) is known once it was copied. */
export const DocumentFact = z.object({
  name: z.string(),
  /** Path in the repository, or the https address of an external document. */
  path: z.string(),
  external: z.boolean(),
});
export type DocumentFact = z.infer<typeof DocumentFact>;

/** What the user chose at the start. Everything a resume needs, nothing secret. */
export const StartFacts = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  /** Web address of the GitHub host; the API address beside it. */
  webUrl: z.string(),
  apiUrl: z.string(),
  issue: z.object({ number: z.number().int(), title: z.string(), url: z.string() }),
  documents: z.array(DocumentFact),
  agent: z.string(),
  model: z.string().nullable(),
  /** The folder asked for; null for the default place. */
  dir: z.string().nullable(),
  freshContext: z.enum(['task', 'document']),
  finalize: z.enum(['ask', 'auto']),
  /** What the agent may do. Journals from before it could be chosen do not tell. */
  sandbox: Sandbox.default('workspace-write'),
  /** As chosen at the start; `budgets_changed` tells of later ones. */
  budgets: Budgets.default(NO_BUDGETS),
  turnMinutes: TurnMinutes.default(DEFAULT_TURN_MINUTES),
  user: z.object({ login: z.string(), id: z.number().int() }),
});
export type StartFacts = z.infer<typeof StartFacts>;

const ErrorFact = { code: z.string(), message: z.string(), remedy: z.string().nullable() };

/** The engine's own events; Auto Run's come from the runner. */
const SymphonyEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('created'), start: StartFacts, version: z.string() }),
  z.object({ type: z.literal('engine_started'), pid: z.number().int(), version: z.string() }),
  z.object({ type: z.literal('engine_stopped'), reason: z.string() }),

  // Claim. `head` is the repository that holds the branch (the fork, or the project itself).
  z.object({
    type: z.literal('claim_started'),
    head: z.string(),
    headCloneUrl: z.string(),
    baseCloneUrl: z.string(),
    forked: z.boolean(),
    branch: z.string(),
    baseBranch: z.string(),
    baseSha: z.string(),
    baseTreeSha: z.string(),
    author: z.object({ name: z.string(), email: z.string() }),
    signOff: z.boolean(),
  }),
  z.object({ type: z.literal('branch_created'), sha: z.string() }),
  z.object({ type: z.literal('pr_opened'), pull: PullFact }),
  z.object({ type: z.literal('claim_confirmed') }),
  z.object({
    type: z.literal('claim_lost'),
    winner: z.object({ number: z.number().int(), url: z.string(), author: z.string() }),
  }),

  // Preparation
  z.object({ type: z.literal('clone_started'), dir: z.string() }),
  z.object({ type: z.literal('clone_progress'), stage: z.string(), percent: z.number() }),
  z.object({ type: z.literal('clone_ready'), dir: z.string(), partial: z.boolean(), reused: z.boolean() }),
  z.object({
    type: z.literal('documents_copied'),
    /** Same order as the start's documents; `file` is relative to the clone, with forward slashes. */
    files: z.array(z.object({ file: z.string(), tasks: z.number().int(), open: z.number().int() })),
  }),
  z.object({ type: z.literal('run_started') }),

  // Requests, pauses
  z.object({ type: z.literal('request'), kind: z.string(), id: z.string() }),
  /** A line of the user's for the agent (its request's id), and that a turn under way has taken it. */
  z.object({ type: z.literal('steer'), id: z.string(), text: z.string() }),
  z.object({ type: z.literal('steer_taken'), id: z.string() }),
  z.object({
    type: z.literal('paused'),
    reason: PauseReason,
    message: z.string(),
    until: z.string().nullable(),
  }),
  z.object({ type: z.literal('resumed') }),
  z.object({ type: z.literal('needs_attention'), ...ErrorFact }),
  z.object({ type: z.literal('budgets_changed'), budgets: Budgets.partial() }),
  /** Four fifths of a budget are spent; told once for each limit (and day, `YYYY-MM-DD`, local). */
  z.object({
    type: z.literal('budget_warning'),
    budget: BudgetName,
    limit: z.number(),
    spent: z.number(),
    day: z.string().nullable(),
  }),
  z.object({ type: z.literal('notice'), code: z.string(), message: z.string() }),

  // Hand-over and after
  z.object({
    type: z.literal('run_finished'),
    diff: z.object({ files: z.number(), insertions: z.number(), deletions: z.number() }),
  }),
  z.object({ type: z.literal('finalize_started') }),
  z.object({ type: z.literal('handed_over'), sha: z.string() }),
  z.object({
    type: z.literal('pr_observed'),
    state: z.enum(['open', 'merged', 'closed']),
    draft: z.boolean(),
  }),

  // Ends. `left` names what could not be undone.
  /** A failure on the way to the run: everything is undone before the contribution ends as failed with this error. */
  z.object({ type: z.literal('undo_started'), ...ErrorFact }),
  z.object({ type: z.literal('undone'), what: z.string() }),
  z.object({
    type: z.literal('cancel_started'),
    removeClone: z.boolean(),
    /** The mark of what may be lost with the clone; absent when nothing may. */
    loseUnsaved: z.string().optional(),
  }),
  z.object({ type: z.literal('cancelled'), left: z.array(z.string()) }),
  z.object({ type: z.literal('failed'), ...ErrorFact, left: z.array(z.string()) }),
  z.object({ type: z.literal('clone_removed'), dir: z.string() }),
  /** A removal was undone: the folder is back where it was. */
  z.object({ type: z.literal('clone_restored'), dir: z.string() }),
]);

const Stamp = { v: z.literal(1), seq: z.number().int().nonnegative(), at: z.string() };

/** Anything that may be put into a contribution's journal. */
export type EventBody = z.infer<typeof SymphonyEvent> | AutoRunEvent;
/** A journaled event: its number in the journal (0-based, without gaps) and its moment (ISO, UTC). */
export type JournalEvent = { v: 1; seq: number; at: string } & EventBody;

export const EventBodySchema = z.discriminatedUnion('type', [SymphonyEvent, AutoRunEvent]);
const StampOnly = z.object(Stamp);

/** Parses a journaled value; undefined for one that this version does not know (kept in the file, ignored by the fold). */
export function parseJournalEvent(value: unknown): JournalEvent | undefined {
  const stamp = StampOnly.safeParse(value);
  const body = EventBodySchema.safeParse(value);
  if (!stamp.success || !body.success) return undefined;
  return { v: 1, seq: stamp.data.seq, at: stamp.data.at, ...body.data };
}
