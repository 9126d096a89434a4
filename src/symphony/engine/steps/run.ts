import { requireSlug } from '../../../github/slug.ts';
import { describeError } from '../../../platform/errors.ts';
import { resolveInside } from '../../../platform/files.ts';
import { agentEnvironment } from '../../../runner/agents/environment.ts';
import { findAgent } from '../../../runner/agents/index.ts';
import type { AutoRunEnd } from '../../../runner/autorun/events.ts';
import { type AutoRunInput, DEFAULT_LIMITS } from '../../../runner/autorun/input.ts';
import { autoRun } from '../../../runner/autorun/run.ts';
import type { Workspace } from '../../../runner/workspace/types.ts';
import { agentFailure } from '../agent-failure.ts';
import { finishRun } from '../finish-run.ts';
import { later, pausedOffline } from '../hold.ts';
import { type Job, requireClaim, requireClone } from '../job.ts';
import { readyWorkspace } from '../ready-workspace.ts';
import { readRunSoFar } from '../run-so-far.ts';

/** How long to wait for a provider's limit that does not say when it ends. */
const UNKNOWN_LIMIT_SECONDS = 15 * 60;

/** Works through the documents, journaling each event before the next thing happens, and closes the run. */
export async function run(job: Job): Promise<void> {
  const workspace = await readyWorkspace(job);
  const end = await drive(job, workspace);
  // Null: the pull request was closed meanwhile, and that has been journaled.
  if (end) await settle(job, workspace, end);
}

async function drive(job: Job, workspace: Workspace): Promise<AutoRunEnd | null> {
  const { journal } = job;
  const events = autoRun(await inputOf(job, workspace), job.signal);
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) return next.value;
      await journal.append(next.value);
      if (next.value.type === 'pushed' && (await wasClosed(job))) return null;
    }
  } finally {
    await events.return({ how: 'stopped' });
  }
}

async function inputOf(job: Job, workspace: Workspace): Promise<AutoRunInput> {
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
    sandbox: 'workspace-write',
    env: agentEnvironment(ctx.env, start.agent),
    workspace,
    branch: facts.branch,
    baseSha: facts.sha ?? facts.baseSha,
    identity: facts.author,
    signOff: facts.signOff,
    soFar: await readRunSoFar(ctx.home, state.id),
    pauseAfterTask: job.pauseAfterTask,
    limits: DEFAULT_LIMITS,
  };
}

/** Looks at the pull request after a push: a maintainer who closed it wants no more of this. */
async function wasClosed({ ctx, journal, signal }: Job): Promise<boolean> {
  const state = journal.state();
  const { pull } = requireClaim(state);
  if (!pull) return false;
  try {
    const now = await ctx.github.pullRequest(requireSlug(state.start.slug), pull.number, signal);
    if (now.state === 'open') return false;
    await journal.append({ type: 'pr_observed', state: now.state, draft: now.draft });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    // The work goes on without this look; the hand-over looks again.
    ctx.log.warn(`Could not look at pull request #${pull.number}: ${describeError(error)}`);
    return false;
  }
}

async function settle(job: Job, workspace: Workspace, end: AutoRunEnd): Promise<void> {
  const { ctx, journal } = job;
  const now = ctx.clock.now();
  switch (end.how) {
    case 'finished':
      return finishRun(job, workspace);
    case 'halted':
    case 'stopped':
      // A halt has been journaled as such; why it was stopped is known to whoever asked for it.
      return;
    case 'rate_limit':
      await journal.append({
        type: 'paused',
        reason: 'rate_limit',
        message: end.message,
        until: end.resetAt ?? later(now, UNKNOWN_LIMIT_SECONDS),
      });
      return;
    case 'offline':
      await journal.append(pausedOffline(end.message, now, job.offlineTries()));
      return;
    case 'agent_failed':
      throw agentFailure(findAgent(journal.state().start.agent).displayName, end.kind, end.message);
  }
}
