import { asMaestroError, isAbort, MaestroError } from '../platform/errors.ts';
import { VERSION } from '../platform/version.ts';
import { waitForLock } from '../platform/wait-for-lock.ts';
import { isAsked } from './asked.ts';
import { runAttempt } from './attempt/attempt.ts';
import { backoffMs, retryTime } from './attempt/backoff.ts';
import { failureFact } from './attempt/failure.ts';
import { type Choice, choose } from './choose.ts';
import type { OrchestratorContext } from './context.ts';
import { decisionIn } from './decision.ts';
import { removeFinished } from './finished.ts';
import type { Guard } from './lane/guards.ts';
import { type Lease, takeLease } from './lane/lease.ts';
import { laneOf } from './lane/names.ts';
import { storePath } from './lane/store.ts';
import type { Lane } from './lane/types.ts';
import { removeOldRuns } from './runs/retention.ts';
import { projectOf, requireOwnRuns } from './runs/project.ts';
import { isExcused } from './runs/excused.ts';
import type { Run } from './runs/run.ts';
import { beginRun, newRunId, type OpenRun, openRun } from './runs/store.ts';
import { writeFailure } from './write-backs/failure.ts';
import { isMachineFault } from './machine-faults.ts';
import { liftGuards } from './write-backs/guarded.ts';
import { writeSuccess } from './write-backs/success.ts';

/** Milliseconds until the attempt after one that ended well. */
const CONTINUATION_MS = 1_000;
/** Milliseconds to wait for another process that is choosing: it may be asking a slow tracker for many pages. */
const CHOOSING_MS = 5 * 60_000;

/** What one pass is to do. */
export interface OnceOptions {
  /** Id or identifier of the one issue to look at; the next eligible one unless given. */
  issue: string | null;
  dryRun: boolean;
}

/** What a pass would do, or did. `notes` says why other issues were passed over. */
export interface OnceResult {
  choice: {
    identifier: string;
    /** null in specification mode, where a branch is the agent's own matter. */
    branch: string | null;
    workspacePath: string;
    attempt: number;
    runId: string | null;
  } | null;
  /** The run after the pass; null when nothing was run. */
  run: Run | null;
  notes: string[];
}

/**
 * One bounded pass: the one thing that is due (an interrupted run, a retry, a write-back that is owed, else the next eligible
 * issue) is brought as far as it goes. A dry run changes nothing anywhere.
 * @throws MaestroError `tracker.*`, `lock.*`, `run.other-project`, and the faults of this machine (`machine-faults.ts`); the
 * signal's reason when stopped. What else fails inside a run is its result, not thrown.
 */
export async function runOnce(
  ctx: OrchestratorContext,
  options: OnceOptions,
  signal: AbortSignal,
): Promise<OnceResult> {
  const { issue, dryRun } = options;
  await requireOwnRuns(ctx);
  const wanted = (guard: Guard): boolean =>
    isAsked(issue, { id: guard.issueId, identifier: guard.identifier });
  const lifted = dryRun ? [] : await liftGuards(ctx, wanted, signal);
  const removed = dryRun ? [] : [...(await removeFinished(ctx, signal)), ...(await removeOldRuns(ctx))];
  const before = [...lifted, ...removed];
  if (dryRun) {
    const { choice, notes } = await choose(ctx, issue, signal);
    return { choice: choice && told(ctx, choice), run: null, notes: [...before, ...notes] };
  }
  const { taken, notes: others } = await take(ctx, issue, signal);
  const notes = [...before, ...others];
  if (!taken) return { choice: null, run: null, notes };
  const { choice, lane, lease, run } = taken;
  try {
    try {
      await run.append({ type: 'leased', pid: process.pid, version: VERSION });
      const stop = AbortSignal.any([signal, lease.lost]);
      const reason = await bring(ctx, run, lane, stop).catch(async (error: unknown) => {
        // Stopped from outside: the next pass goes on from here.
        if (stop.aborted && !lease.lost.aborted) await run.append({ type: 'released', reason: 'stopped' });
        // No fault of the issue's: it used up no attempt, and the next pass goes on from here. A full disk takes no journal.
        else if (isMachineFault(error, lane))
          await run
            .append({ type: 'released', reason: asMaestroError(error).message })
            .catch(() => undefined);
        throw error;
      });
      await run.append({ type: 'released', reason });
      return { choice: { ...told(ctx, choice), runId: run.id }, run: run.state(), notes };
    } finally {
      await run.close();
    }
  } finally {
    await lease.release();
  }
}

/** What a pass is about, as it is told. */
function told({ config, repository }: OrchestratorContext, { issue, run, attempt }: Choice) {
  const lane = laneOf(config, issue);
  return {
    identifier: issue.identifier,
    branch: repository === null ? null : lane.branch,
    workspacePath: lane.name,
    attempt,
    runId: run?.facts.id ?? null,
  };
}

/** A choice that nobody else can make any more. */
interface Taken {
  choice: Choice;
  lane: Lane;
  lease: Lease;
  run: OpenRun;
}

/**
 * Chooses and takes the lease of what was chosen, one process of the project at a time: what was counted (open runs, slots) is
 * still so when the run is journaled.
 */
async function take(
  ctx: OrchestratorContext,
  asked: string | null,
  signal: AbortSignal,
): Promise<{ taken: Taken | null; notes: string[] }> {
  const { home, config, clock } = ctx;
  const path = storePath(home, 'choosing', config.id);
  const lock = await waitForLock(path, { clock, limitMs: CHOOSING_MS, signal });
  try {
    const { choice, notes } = await choose(ctx, asked, signal);
    if (!choice) return { taken: null, notes };
    const lane = laneOf(config, choice.issue);
    const lease = await takeLease(home, config.id, lane).catch((error: unknown) => {
      if (!(error instanceof MaestroError) || error.code !== 'lane.leased') throw error;
      notes.push(`${choice.issue.identifier}: ${error.message}`);
      return null;
    });
    if (!lease) return { taken: null, notes };
    try {
      const run = await openOrBegin(ctx, choice, lane, lease.lost);
      return { taken: { choice, lane, lease, run }, notes };
    } catch (error) {
      await lease.release();
      throw error;
    }
  } finally {
    await lock.release();
  }
}

async function openOrBegin(
  ctx: OrchestratorContext,
  { issue, run }: Choice,
  lane: Lane,
  lost: AbortSignal,
): Promise<OpenRun> {
  if (run) return openRun(ctx, run.facts.id, lost);
  const { config, workflow, clock } = ctx;
  const { id, identifier, title, url, state } = issue;
  return beginRun(
    ctx,
    {
      id: newRunId(clock.now()),
      configId: config.id,
      issue: { id, identifier, title, url, state },
      project: projectOf(ctx),
      lane: { name: lane.name, branch: ctx.repository === null ? null : lane.branch },
      maxAttempts: workflow.execution.maxAttempts,
      workflowHash: workflow.hash,
      transport: config.agent.transport,
    },
    lost,
  );
}

/** From wherever the run stands to where this pass leaves it. @returns why it ends, for the journal. */
async function bring(
  ctx: OrchestratorContext,
  run: OpenRun,
  lane: Lane,
  signal: AbortSignal,
): Promise<string> {
  try {
    return await goOn(ctx, run, lane, signal);
  } catch (error) {
    const reason = decisionIn(error);
    if (reason === null) throw error;
    await run.append({ type: 'closed', how: 'released', reason });
    return reason;
  }
}

async function goOn(
  ctx: OrchestratorContext,
  run: OpenRun,
  lane: Lane,
  signal: AbortSignal,
): Promise<string> {
  const { phase, disposition } = run.state();
  if (phase === 'succeeding') return succeed(ctx, run, signal);
  if (phase === 'failing') return fail(ctx, run, signal);
  // Decided, and killed before it could be said.
  if (phase === 'running' && disposition === 'manual_attention') return attention(ctx, run, signal);
  if (phase === 'running' && disposition === 'requeue') return requeue(ctx, run);
  const { lastFailure } = run.state();
  if (phase === 'retry_wait' || run.state().attempt === 0)
    await run.append({ type: 'attempt_started', attempt: run.state().attempt + 1 });
  try {
    const end = await runAttempt({ ctx, run, lane, lastFailure, signal });
    if (end.how === 'handed_off') return await succeed(ctx, run, signal);
    if (end.how === 'attention') return await attention(ctx, run, signal);
    if (end.how === 'requeue') return await requeue(ctx, run);
    const { reason } = end;
    await run.append({ type: 'closed', how: 'released', reason });
    return reason;
  } catch (error) {
    signal.throwIfAborted();
    if (isAbort(error) || decisionIn(error) !== null || isMachineFault(error, lane)) throw error;
    ctx.log.warn(ctx.redact(`${run.state().facts.issue.identifier}: ${asMaestroError(error).message}`));
    return failed(ctx, run, error, signal);
  }
}

/** Nothing failed, and the issue is still active: another attempt looks at it again right away. */
async function requeue(ctx: OrchestratorContext, run: OpenRun): Promise<string> {
  const nextAt = new Date(ctx.clock.now().getTime() + CONTINUATION_MS).toISOString();
  await run.append({ type: 'attempt_ended', nextAt });
  return `the turns of attempt ${run.state().attempt} are used up, and the issue is still active`;
}

/** The agent asked for a person, with its own comment and label. */
async function attention(ctx: OrchestratorContext, run: OpenRun, signal: AbortSignal): Promise<string> {
  const { needsAttentionLabel } = ctx.workflow.tracker;
  const failure = {
    errorClass: 'agent.asked-for-attention',
    message: 'The agent asked for a person; its own comment says why.',
    nextAction: `Read the agent’s comment, decide, and take the label ${needsAttentionLabel} off.`,
  };
  await run.append({ type: 'attempt_failed', failure, retryAt: null });
  return fail(ctx, run, signal);
}

async function failed(
  ctx: OrchestratorContext,
  run: OpenRun,
  error: unknown,
  signal: AbortSignal,
): Promise<string> {
  const known = asMaestroError(error);
  const { attempt, excused, facts } = run.state();
  const counted = attempt - excused - (isExcused(known.code) ? 1 : 0);
  const again = ctx.mode.triesAgain(known, counted, facts.maxAttempts);
  const waitMs = backoffMs(attempt, ctx.workflow.execution.maxRetryBackoffMs);
  const retryAt = again ? retryTime(ctx.clock.now(), waitMs, known) : null;
  await run.append({ type: 'attempt_failed', failure: failureFact(error), retryAt });
  return again ? `retry at ${retryAt}` : fail(ctx, run, signal);
}

async function succeed(ctx: OrchestratorContext, run: OpenRun, signal: AbortSignal): Promise<string> {
  const end = await writeSuccess(ctx, run, signal);
  if (end === 'pending') return 'the tracker has still to be told';
  const reason =
    end === 'done'
      ? 'handed off to reviewers'
      : 'the issue is with reviewers, but the comment that says so could not be written';
  await run.append({ type: 'closed', how: end === 'done' ? 'succeeded' : 'needs_attention', reason });
  return reason;
}

async function fail(ctx: OrchestratorContext, run: OpenRun, signal: AbortSignal): Promise<string> {
  if ((await writeFailure(ctx, run, signal)) === 'pending') return 'the tracker has still to be told';
  const reason = run.state().failure?.errorClass ?? 'needs attention';
  await run.append({ type: 'closed', how: 'needs_attention', reason });
  return reason;
}
