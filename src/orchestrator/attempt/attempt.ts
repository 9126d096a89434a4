import type { OrchestratorContext } from '../context.ts';
import { isOnlyHeldByLabel, whyNoLonger } from '../eligibility.ts';
import { accessOf } from '../access.ts';
import type { CommandResult } from '../lane/command.ts';
import type { HookName } from '../lane/hooks.ts';
import { runHook } from '../lane/hooks.ts';
import { type LaneRequest, prepareLane, type ReadyLane, requireSafeLane } from '../lane/prepare.ts';
import type { Lane } from '../lane/types.ts';
import { restoredWords } from '../../runner/workspace/config-restore.ts';
import type { OpenRun } from '../runs/store.ts';
import type { Bench } from '../tools/bench.ts';
import type { LastFailure } from '../workflow/facts.ts';
import { runTurns, type TurnsEnd } from './turns.ts';
import { checkHandoff } from './validate.ts';

/** What one pass over a lane works with. The caller holds the lease. */
export interface Attempt {
  ctx: OrchestratorContext;
  run: OpenRun;
  lane: Lane;
  /** Why the attempt before this one failed; null for the first. */
  lastFailure: LastFailure | null;
  signal: AbortSignal;
}

/** How a pass ended that did not fail. */
export type AttemptEnd =
  | { how: 'handed_off' }
  | { how: 'attention' }
  | { how: 'requeue' }
  | { how: 'released'; reason: string };

/**
 * One bounded pass over a lane, from wherever the journal says that it stands: workspace, hooks, turns, validation. It ends
 * with the work validated and its pull request checked, or throws what failed.
 * @throws MaestroError of any room; the signal's reason when stopped.
 */
export async function runAttempt(attempt: Attempt): Promise<AttemptEnd> {
  const { ctx, run, lane, signal } = attempt;
  const request = laneRequest(attempt);
  const ready = await prepareLane(request);
  await noteHook(attempt, 'afterCreate', ready.afterCreate);
  const bench = benchOf(attempt, ready);
  if (run.state().phase !== 'validating') {
    const head = ready.clone ? await ready.clone.workspace.head() : null;
    await run.append({ type: 'workspace_ready', created: ready.created, head });
    const end = await work(attempt, bench, request);
    if (end.how === 'release') return { how: 'released', reason: end.reason };
    if (end.how === 'manual_attention') return { how: 'attention' };
    if (end.how === 'requeue') return { how: 'requeue' };
  }
  await requireSafeLane(request);
  await checkHandoff(ctx, run, lane, ready.clone, signal);
  return { how: 'handed_off' };
}

/** The agent's part, with the repository's hooks around it. */
async function work(attempt: Attempt, bench: Bench, request: LaneRequest): Promise<TurnsEnd> {
  const { ctx, run, lastFailure, signal } = attempt;
  await hook(attempt, 'beforeRun');
  // Right before the agent starts: what was decided when the issue was listed may be old.
  const [issue] = await ctx.tracker.issuesById([run.state().facts.issue.id], signal);
  // A turn that was cut off after its agent had explained itself and put the label on: the call for a person stands, and
  // nobody but us would say so in the issue and bring it into the failure state.
  const { turnOpen, comments, decided } = run.state();
  if (decided !== null) return { how: 'release', reason: decided };
  if (ctx.repository !== null && issue && turnOpen && comments > 0 && isOnlyHeldByLabel(issue, ctx.workflow))
    return { how: 'manual_attention' };
  const reason = issue ? whyNoLonger(issue, ctx.workflow) : 'the issue is gone';
  if (!issue || reason !== null) return { how: 'release', reason: `Not started: ${reason}.` };
  await requireSafeLane(request);
  try {
    return await runTurns({ bench, run, issue, lastFailure }, signal);
  } finally {
    if (!signal.aborted) await hook(attempt, 'afterRun');
  }
}

async function hook(attempt: Attempt, name: HookName): Promise<void> {
  const { ctx, lane, signal } = attempt;
  const place = { dir: lane.dir, env: ctx.env, signal, redact: ctx.redact };
  await noteHook(attempt, name, await runHook(ctx.workflow.hooks, name, place));
}

async function noteHook({ run }: Attempt, name: HookName, result: CommandResult | null): Promise<void> {
  if (result === null) return;
  const { exitCode, outputTail } = result;
  await run.append({ type: 'hook', name, exitCode, outputTail });
}

function laneRequest({ ctx, run, lane, signal }: Attempt): LaneRequest {
  const { home, config, repository, workflow, redact } = ctx;
  return {
    home,
    configId: config.id,
    lane,
    source: repository?.source ?? null,
    access: accessOf(ctx),
    hooks: workflow.hooks,
    redact,
    signal,
    onRestored: (keys) =>
      run.append({ type: 'notice', code: 'git.config-restored', message: restoredWords(keys) }),
  };
}

function benchOf({ ctx, run, lane, signal }: Attempt, { clone }: ReadyLane): Bench {
  const { id, identifier } = run.state().facts.issue;
  return { ctx, lane, issue: { id, identifier }, clone, state: run.state, signal };
}
