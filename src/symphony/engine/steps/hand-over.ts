import { requireSlug } from '../../../github/slug.ts';
import type { PullRequest } from '../../../github/types.ts';
import { VERSION } from '../../../platform/version.ts';
import { findAgent } from '../../../runner/agents/index.ts';
import { requireWanted } from '../../start/requirements.ts';
import { type Job, requireClaim } from '../job.ts';
import { readyBody, readyTitle, replaceSection } from '../pull-request-text.ts';
import { readyWorkspace } from '../ready-workspace.ts';

/**
 * Gives the pull request to the maintainers: push, title without `[WIP]`, what was done in the body, ready for review.
 * What an earlier engine did of this is left as it is.
 * @throws MaestroError `issue.closed` and its like when the issue is not wanted any more.
 */
export async function handOver(job: Job): Promise<void> {
  const { ctx, journal, signal } = job;
  const { start, finalizing } = journal.state();
  const repo = requireSlug(start.slug);
  if (!finalizing) await journal.append({ type: 'finalize_started' });
  if (!(await lookAgain(job))) return;
  const sha = await pushAll(job);
  // A push can take minutes.
  const pull = await lookAgain(job);
  if (!pull) return;
  const ready = await describe(job, pull);
  if (ready.draft) await ctx.github.markReady(repo, ready, signal);
  await journal.append({ type: 'handed_over', sha });
}

/**
 * The pull request as it is now; null when somebody has closed or merged it, which is journaled.
 * @throws MaestroError `issue.closed` and its like.
 */
async function lookAgain({ ctx, journal, signal }: Job): Promise<PullRequest | null> {
  const { start } = journal.state();
  const repo = requireSlug(start.slug);
  const [pull, issue] = await Promise.all([
    ctx.github.pullRequest(repo, requireClaim(journal.state()).pull?.number ?? 0, signal),
    ctx.github.issue(repo, start.issue.number, signal),
  ]);
  if (pull.state !== 'open') {
    await journal.append({ type: 'pr_observed', state: pull.state, draft: pull.draft });
    return null;
  }
  requireWanted(start.slug, issue);
  return pull;
}

/** Pushes what the user may have committed since the run, too. */
async function pushAll(job: Job): Promise<string> {
  const { journal } = job;
  const facts = requireClaim(journal.state());
  const workspace = await readyWorkspace(job);
  const sha = await workspace.push(facts.branch);
  if (sha !== journal.state().pushedSha) await journal.append({ type: 'pushed', sha });
  return sha;
}

async function describe({ ctx, journal, signal }: Job, pull: PullRequest): Promise<PullRequest> {
  const state = journal.state();
  const agent = { name: findAgent(state.start.agent).displayName, models: state.models };
  const title = readyTitle(pull.title);
  const body = replaceSection(pull.body, readyBody(state, agent, VERSION));
  if (title === pull.title && body === pull.body) return pull;
  return ctx.github.updatePullRequest(requireSlug(state.start.slug), pull.number, { title, body }, signal);
}
