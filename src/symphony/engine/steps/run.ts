import { requireSlug } from '../../../github/slug.ts';
import type { Issue, PullRequest } from '../../../github/types.ts';
import { describeError } from '../../../platform/errors.ts';
import { resolveInside } from '../../../platform/files.ts';
import { agentEnvironment } from '../../../runner/agents/environment.ts';
import { findAgent } from '../../../runner/agents/index.ts';
import type { AutoRunEnd } from '../../../runner/autorun/events.ts';
import { type AutoRunInput, DEFAULT_LIMITS, type TurnLimits } from '../../../runner/autorun/input.ts';
import { autoRun } from '../../../runner/autorun/run.ts';
import type { Workspace } from '../../../runner/workspace/types.ts';
import type { TurnMinutes } from '../../budget/budgets.ts';
import type { BudgetUse } from '../../budget/check.ts';
import { usedUpWords } from '../../budget/words.ts';
import { requireWanted } from '../../start/requirements.ts';
import { agentFailure } from '../agent-failure.ts';
import { type BudgetGuard, budgetGuard } from '../budget-guard.ts';
import { finishRun } from '../finish-run.ts';
import { pausedForLimit, pausedForOverload, pausedWithoutModel } from '../hold.ts';
import { type Job, requireClaim, requireClone } from '../job.ts';
import { readyWorkspace } from '../ready-workspace.ts';
import { readRunSoFar } from '../run-so-far.ts';

/** Works through the documents, journaling each event before the next thing happens, and closes the run. */
export async function run(job: Job): Promise<void> {
  const workspace = await readyWorkspace(job);
  const guard = budgetGuard(job.ctx, job.journal);
  try {
    const end = await drive(job, workspace, guard);
    // Null: the pull request was closed meanwhile, and that has been journaled.
    if (end) await settle(job, workspace, guard, end);
  } finally {
    guard.close();
  }
}

async function drive(job: Job, workspace: Workspace, guard: BudgetGuard): Promise<AutoRunEnd | null> {
  const { journal } = job;
  const events = autoRun(await inputOf(job, workspace, guard), job.signal);
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) return next.value;
      await journal.append(next.value);
      await guard.heard(next.value);
      if (next.value.type === 'pushed' && (await isOver(job))) return null;
    }
  } finally {
    await events.return({ how: 'stopped' });
  }
}

async function inputOf(job: Job, workspace: Workspace, guard: BudgetGuard): Promise<AutoRunInput> {
  const { ctx, journal } = job;
  const state = journal.state();
  const { start } = state;
  const facts = requireClaim(state);
  const dir = requireClone(state);
  const documents = await Promise.all(
    state.documents.map(async ({ name, file }) => ({ name, file: await resolveInside(dir, file ?? '') })),
  );
  return {
    documents,
    agent: findAgent(start.agent),
    model: start.model,
    freshContext: start.freshContext,
    sandbox: start.sandbox,
    env: agentEnvironment(ctx.env, start.agent),
    ours: { folders: [ctx.home.root, ctx.home.state], temporary: ctx.home.temporary },
    workspace,
    branch: facts.branch,
    baseSha: facts.sha ?? facts.baseSha,
    identity: facts.author,
    signOff: facts.signOff,
    soFar: await readRunSoFar(ctx.home, state.id),
    // Before a token is spent on the next turn, that is.
    pauseAfterTask: async () => job.pauseAfterTask() || (await guard.look()),
    interruptTurn: guard.usedUpSignal,
    limits: ctx.turnLimits ?? limitsOf(start.turnMinutes),
    now: () => ctx.clock.now(),
    steering: job.steering,
  };
}

function limitsOf({ idle, wall }: TurnMinutes): TurnLimits {
  return {
    idleMs: idle === null ? DEFAULT_LIMITS.idleMs : idle * 60_000,
    wallMs: wall === null ? DEFAULT_LIMITS.wallMs : wall * 60_000,
  };
}

/**
 * Looks at the pull request and the issue after a push: a maintainer who closed one of them wants no more of this.
 * @returns whether the pull request is closed, which is journaled.
 * @throws MaestroError `issue.closed` and its like.
 */
async function isOver(job: Job): Promise<boolean> {
  const { start } = job.journal.state();
  const now = await lookAt(job);
  if (now === null) return false;
  const { pull, issue } = now;
  if (pull.state !== 'open') {
    await job.journal.append({ type: 'pr_observed', state: pull.state, draft: pull.draft });
    return true;
  }
  requireWanted(start.slug, issue);
  return false;
}

/** Both as they are now; null when they cannot be read: the work goes on then, and the hand-over looks again. */
async function lookAt({ ctx, journal, signal }: Job): Promise<{ pull: PullRequest; issue: Issue } | null> {
  const state = journal.state();
  const { pull } = requireClaim(state);
  if (!pull) return null;
  const repo = requireSlug(state.start.slug);
  try {
    const [now, issue] = await Promise.all([
      ctx.github.pullRequest(repo, pull.number, signal),
      ctx.github.issue(repo, state.start.issue.number, signal),
    ]);
    return { pull: now, issue };
  } catch (error) {
    signal.throwIfAborted();
    ctx.log.warn(`Could not look at pull request #${pull.number}: ${describeError(error)}`);
    return null;
  }
}

async function settle(job: Job, workspace: Workspace, guard: BudgetGuard, end: AutoRunEnd): Promise<void> {
  const { ctx, journal } = job;
  const now = ctx.clock.now();
  switch (end.how) {
    case 'finished':
      return finishRun(job, workspace);
    case 'halted':
    case 'gated':
      // It has been journaled as such.
      return;
    case 'stopped':
      // Why it was stopped is known to whoever asked for it; only the budgets speak through us.
      return pauseForBudget(job, guard.usedUp());
    case 'rate_limit':
      await journal.append(pausedForLimit(end.message, end.resetAt, now));
      return;
    case 'offline':
      await journal.append(pausedWithoutModel(end.message, now, job.offlineTries()));
      return;
    case 'overloaded':
      await journal.append(pausedForOverload(end.message, now, job.offlineTries()));
      return;
    case 'agent_failed':
      throw agentFailure(findAgent(journal.state().start.agent).displayName, end.kind, end.message);
  }
}

/** What the user has asked for goes before a budget. */
async function pauseForBudget(
  { journal, signal, pauseAfterTask }: Job,
  use: BudgetUse | null,
): Promise<void> {
  const { id, cancelling } = journal.state();
  if (!use || signal.aborted || cancelling || pauseAfterTask()) return;
  await journal.append({ type: 'paused', reason: 'budget', message: usedUpWords(id, use), until: null });
}
