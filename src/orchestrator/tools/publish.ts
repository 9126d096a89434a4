import { requireSlug } from '../../github/slug.ts';
import type { PullRequest } from '../../github/types.ts';
import { parsePullAddress } from '../../github/web-address.ts';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import { leftOutWords } from '../../runner/workspace/left-out-words.ts';
import { requireUndecided } from '../decision.ts';
import { requireUnended } from '../handoff/verify.ts';
import { type Bench, type Outcome, requireClone, requireNoHostPath } from './bench.ts';
import type { ToolInput } from './specs.ts';

const MAX_LEFT_OUT = 20;

/**
 * Commits what is in the lane, pushes its branch and opens its pull request or brings it up to date. The agent has no
 * credentials and cannot write into `.git`: this is the only way out of a lane, and it leads to the lane's own branch.
 * Safe to call again after any failure.
 */
export async function publish(bench: Bench, { title, body }: ToolInput<'lane_publish'>): Promise<Outcome> {
  const { ctx, lane, state, signal } = bench;
  const { repository, clone } = requireClone(bench);
  for (const text of [title, body]) requireNoHostPath(text, ctx, lane);
  const { workspace, defaultBranch, baseSha } = clone;
  const subject = ctx.redact(oneLine(title, 250));
  const { leftOut } = await workspace.commitAll(subject, repository.identity, false);
  if ((await workspace.diffStat(baseSha)).files === 0)
    throw new MaestroError(
      'tool.nothing-to-publish',
      'The lane differs in nothing from the default branch.',
      {
        remedy: 'Change something first, or ask for attention when nothing needs to be changed.',
      },
    );
  await requireOpenPull(bench);
  const head = await workspace.push(lane.branch);
  // A push can take minutes.
  await requireUndecided(ctx, state(), signal);
  const text = `${ctx.redact(body).trim()}\n\n${disclosure(state().thread?.model ?? null, state().facts.id)}\n`;
  const pull = await bring(
    repository,
    { title: subject, body: text, head: lane.branch, base: defaultBranch },
    signal,
  );
  return {
    told: JSON.stringify({
      pr_url: pull.url,
      head,
      branch: lane.branch,
      ...(leftOut.length > 0 ? { not_published: leftOut.slice(0, MAX_LEFT_OUT).map(leftOutWords) } : {}),
    }),
    effect: { kind: 'published', url: pull.url, number: pull.number, head },
  };
}

/** What this run has published before is still with reviewers: a person has neither merged nor closed it. */
async function requireOpenPull(bench: Bench): Promise<void> {
  const { repository } = requireClone(bench);
  const { pullUrl } = bench.state();
  const published = pullUrl === null ? null : parsePullAddress(pullUrl, repository.github.webUrl);
  if (!published) return;
  const { repo, number } = published;
  requireUnended(await repository.github.pullRequest(repo, number, bench.signal));
}

/** The lane's pull request with this title and text: the open one of its branch, or a new one; never a draft. */
async function bring(
  { github, slug }: NonNullable<Bench['ctx']['repository']>,
  wanted: { title: string; body: string; head: string; base: string },
  signal: AbortSignal,
): Promise<PullRequest> {
  const repo = requireSlug(slug);
  const found = await github.openPullRequest(repo, { ...wanted, draft: false }, signal);
  const { title, body } = wanted;
  const current = found.title === title && found.body === body;
  const pull = current ? found : await github.updatePullRequest(repo, found.number, { title, body }, signal);
  if (pull.draft) await github.markReady(repo, pull, signal);
  return pull;
}

function disclosure(model: string | null, runId: string): string {
  const by = model === null ? 'Codex' : `Codex (${oneLine(model, 100)})`;
  return `_Made by an AI agent, ${by}, under Maestro's orchestrator (run ${runId})._`;
}
