import * as z from 'zod';
import { Usage } from '../runner/agents/agent.ts';
import { LeftOut } from '../runner/workspace/types.ts';
import { BudgetName, Budgets } from './budget/budgets.ts';
import { DocumentFact, PauseReason, StartFacts } from './journal/events.ts';

/** Where a contribution stands. `interrupted` is never journaled: it is what a dead engine's active state reads as. */
export const ContributionState = z.enum([
  'claiming',
  'preparing',
  'running',
  'paused',
  'finishing',
  'ready_for_review',
  'merged',
  'closed',
  'interrupted',
  'needs_attention',
  'failed',
  'cancelled',
  'claim_lost',
]);
export type ContributionState = z.infer<typeof ContributionState>;

/** How far the work has come, whatever holds it up: where a paused, interrupted or troubled one goes on. */
export const Phase = z.enum(['claiming', 'preparing', 'running', 'finishing', 'ready_for_review']);
export type Phase = z.infer<typeof Phase>;

/** One task of a document, as the journal tells it. */
const TaskView = z.object({
  key: z.string(),
  text: z.string(),
  state: z.enum(['open', 'running', 'done', 'unfinished']),
  attempts: z.number(),
  commit: z.string().nullable(),
  /** Its box was ticked before this contribution began; not counted as done here. */
  doneBefore: z.boolean(),
});
export type TaskView = z.infer<typeof TaskView>;

/** One document of a contribution. */
const DocumentView = DocumentFact.extend({
  /** Working copy, relative to the clone; null before it was copied. */
  file: z.string().nullable(),
  state: z.enum(['waiting', 'running', 'finished', 'skipped']),
  tasks: z.array(TaskView),
  /** Tasks that are this contribution's to do: the open ones counted when copied, until they themselves are known. */
  taskCount: z.number(),
});
export type DocumentView = z.infer<typeof DocumentView>;

/** The claim: what exists on GitHub because of us. */
const ClaimView = z.object({
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
  /** The empty commit's sha once the branch was made. */
  sha: z.string().nullable(),
  pull: z.object({ number: z.number(), nodeId: z.string(), url: z.string(), draft: z.boolean() }).nullable(),
  confirmed: z.boolean(),
});
export type ClaimView = z.infer<typeof ClaimView>;

/** A turn that is under way, with the tokens it has used so far. */
const TurnView = z.object({
  document: z.number(),
  task: z.string(),
  attempt: z.number(),
  startedAt: z.string(),
  /** The last sign of life (ISO). */
  lastAt: z.string(),
  /** The contribution's usage when the turn began. */
  usageBefore: Usage,
  usage: Usage,
});
export type TurnView = z.infer<typeof TurnView>;

/**
 * What was done in one quarter of an hour, UTC (every time zone's days begin on such a quarter). The days of
 * the stats and of the achievements are made of these.
 */
const WorkSlice = z.object({
  /** Start of the quarter (ISO). */
  at: z.string(),
  usage: Usage,
  workedMs: z.number(),
  tasks: z.number(),
  documents: z.number(),
});
export type WorkSlice = z.infer<typeof WorkSlice>;

/** The state of one contribution: a pure fold over its journal. */
export const Contribution = z.object({
  id: z.string(),
  start: StartFacts,
  state: ContributionState,
  /** The phase that a paused, interrupted or troubled one is in. */
  phase: Phase,
  createdAt: z.string(),
  updatedAt: z.string(),
  /** The engine that worked on it last; `stopped` is the reason it gave, null while it lives or when it was killed. */
  engine: z.object({ pid: z.number(), startedAt: z.string(), stopped: z.string().nullable() }).nullable(),
  paused: z.object({ reason: PauseReason, message: z.string(), until: z.string().nullable() }).nullable(),
  /** The error of `failed`, `needs_attention`; the winner's words of `claim_lost`. */
  problem: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() }).nullable(),
  claim: ClaimView.nullable(),
  clone: z.object({ dir: z.string(), ready: z.boolean(), removed: z.boolean() }).nullable(),
  documents: z.array(DocumentView),
  /** Only tasks that were open when the contribution began (or were added by the agent). */
  tasks: z.object({ done: z.number(), unfinished: z.number(), total: z.number() }),
  /** Everything that was used, the turn under way and the ones that broke off included. */
  usage: Usage,
  /** The tokens in `usage` whose price is not known: the money in it leaves them out. */
  unpricedTokens: z.number(),
  /** What may be spent, as it stands now. */
  budgets: Budgets,
  budgetWarnings: z.array(z.object({ budget: BudgetName, limit: z.number(), day: z.string().nullable() })),
  /** The user's lines that no turn has heeded to its end yet; `given`: the turn under way has it. */
  steers: z.array(z.object({ id: z.string(), text: z.string(), given: z.boolean() })),
  turn: TurnView.nullable(),
  work: z.array(WorkSlice),
  /** Milliseconds spent in turns. */
  workedMs: z.number(),
  /** What it is doing now, one line safe to show; null when nothing. */
  activity: z.string().nullable(),
  sessionId: z.string().nullable(),
  /** The models that worked on it, as the agent named them, in the order of their first turn. */
  models: z.array(z.string()),
  diff: z.object({ files: z.number(), insertions: z.number(), deletions: z.number() }).nullable(),
  pushedSha: z.string().nullable(),
  /** The hand-over was begun: the user (or `finalize: auto`) said yes. */
  finalizing: z.boolean(),
  handedOverAt: z.string().nullable(),
  pullState: z.enum(['open', 'merged', 'closed']).nullable(),
  mergedAt: z.string().nullable(),
  /** When it ended (merged, closed, cancelled, failed, claim lost); null before. */
  endedAt: z.string().nullable(),
  /** A request to cancel was begun, as it was asked. */
  cancelling: z.object({ removeClone: z.boolean(), loseUnsaved: z.string().optional() }).nullable(),
  /** The error for which everything is being undone; null when nothing is. */
  undoing: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() }).nullable(),
  /** What could not be undone. */
  left: z.array(z.string()),
  /** What the run left in the clone and could not commit. */
  leftOut: z.array(LeftOut),
  /** The last 50. */
  notices: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Number of events folded. */
  events: z.number(),
});
export type Contribution = z.infer<typeof Contribution>;
