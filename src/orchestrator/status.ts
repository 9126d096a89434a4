import * as z from 'zod';
import type { Home } from '../platform/paths.ts';
import { leaseHolder } from './lane/lease.ts';
import type { Run } from './runs/run.ts';
import { listRuns } from './runs/store.ts';

/** What a run is doing, by the contract's words. */
const Phase = z.enum([
  'executing',
  'waiting_continuation',
  'retry_backoff',
  'stalled',
  'validating',
  'terminal_pending',
]);

/** One run as views show it. Paths are relative to the workspace root. */
export const RunStatus = z.object({
  run_id: z.string(),
  issue_id: z.string(),
  identifier: z.string(),
  title: z.string(),
  url: z.string(),
  thread_id: z.string().nullable(),
  turn_count: z.number(),
  attempt: z.number(),
  /** null in specification mode. */
  branch: z.string().nullable(),
  workspace_path: z.string(),
  /** null once it is over. */
  phase: Phase.nullable(),
  wait_reason: z.string().nullable(),
  started_at: z.string(),
  last_run_activity_at: z.string(),
  last_protocol_activity_at: z.string().nullable(),
  idle_for_seconds: z.number(),
  event_count: z.number(),
  last_event_type: z.string().nullable(),
  last_event_at: z.string(),
  tokens: z.object({
    input: z.number(),
    cached_input: z.number(),
    output: z.number(),
    reasoning: z.number(),
  }),
  /** US dollars; null when the price is not known. */
  cost: z.number().nullable(),
  retry_kind: z.enum(['failure', 'continuation', 'write_back', 'interrupted']).nullable(),
  next_retry_at: z.string().nullable(),
  pr_url: z.string().nullable(),
  outcome: z.enum(['succeeded', 'needs_attention', 'released']).nullable(),
  error_class: z.string().nullable(),
  ended_at: z.string().nullable(),
});
export type RunStatus = z.infer<typeof RunStatus>;

/** Every run that is not over, and the newest of those that are. */
export interface OrchestratorStatus {
  active: RunStatus[];
  recent: RunStatus[];
  problems: { code: string; message: string }[];
}

/** Reads the journals of a configured project. `limit` shortens `recent` only. */
export async function statusOf(
  home: Pick<Home, 'orchestrator'>,
  configId: string,
  limit: number,
  now: Date,
): Promise<OrchestratorStatus> {
  const { runs, problems } = await listRuns(home, configId);
  const open = runs.filter(({ closed }) => closed === null);
  const active = await Promise.all(
    open.map(async (run) =>
      view(run, (await leaseHolder(home, configId, run.facts.issue.id)) !== undefined, now),
    ),
  );
  const over = runs.filter(({ closed }) => closed !== null);
  return { active, recent: over.slice(0, limit).map((run) => view(run, false, now)), problems };
}

function view(run: Run, held: boolean, now: Date): RunStatus {
  const { facts, usage, closed, lastActivityAt } = run;
  const wait = waitOf(run, held);
  return {
    run_id: facts.id,
    issue_id: facts.issue.id,
    identifier: facts.issue.identifier,
    title: facts.issue.title,
    url: facts.issue.url,
    thread_id: run.thread?.id ?? null,
    turn_count: run.turnsInAll,
    attempt: run.attempt,
    branch: facts.lane.branch,
    workspace_path: facts.lane.name,
    phase: closed ? null : wait.phase,
    wait_reason: closed ? null : wait.reason,
    started_at: run.createdAt,
    last_run_activity_at: lastActivityAt,
    last_protocol_activity_at: run.lastProtocolAt,
    idle_for_seconds: Math.max(0, Math.round((now.getTime() - Date.parse(lastActivityAt)) / 1_000)),
    event_count: run.events,
    last_event_type: run.lastEventType,
    last_event_at: run.updatedAt,
    tokens: {
      input: usage.inputTokens,
      cached_input: usage.cachedInputTokens,
      output: usage.outputTokens,
      reasoning: usage.reasoningTokens,
    },
    cost: usage.costUsd,
    retry_kind: closed ? null : wait.kind,
    next_retry_at: closed ? null : run.retryAt,
    pr_url: run.pullUrl,
    outcome: closed?.how ?? null,
    error_class: run.failure?.errorClass ?? null,
    ended_at: run.endedAt,
  };
}

interface Wait {
  phase: z.infer<typeof Phase>;
  reason: string | null;
  kind: RunStatus['retry_kind'];
}

/** What a run that is not over waits for. One that nobody holds is never said to be at work. */
function waitOf({ phase, failure, writeBackProblem }: Run, held: boolean): Wait {
  if (phase === 'retry_wait' && failure === null)
    return {
      phase: 'waiting_continuation',
      reason: 'Its turns are used up, and the issue is still active.',
      kind: 'continuation',
    };
  if (phase === 'retry_wait')
    return { phase: 'retry_backoff', reason: failure?.message ?? null, kind: 'failure' };
  if (phase === 'succeeding' || phase === 'failing')
    return {
      phase: 'terminal_pending',
      reason: held ? null : (writeBackProblem?.message ?? 'The tracker has still to be told.'),
      kind: held ? null : 'write_back',
    };
  if (!held)
    return { phase: 'waiting_continuation', reason: 'Its process ended in between.', kind: 'interrupted' };
  return { phase: phase === 'validating' ? 'validating' : 'executing', reason: null, kind: null };
}
