import { requireSlug } from '../../../github/slug.ts';
import type { PullRequest } from '../../../github/types.ts';
import { MaestroError } from '../../../platform/errors.ts';
import { VERSION } from '../../../platform/version.ts';
import { findAgent } from '../../../runner/agents/index.ts';
import { requireWanted } from '../../start/requirements.ts';
import { beginClaim } from '../begin-claim.ts';
import { branchName, claimMessage, headOf } from '../claim-names.ts';
import { type Job, requireClaim } from '../job.ts';
import { draftBody, draftTitle } from '../pull-request-text.ts';
import { stepBack } from '../step-back.ts';

/**
 * Takes the issue: branch and draft pull request through GitHub's API, then a second look whether somebody was first.
 * Each part looks for its own earlier result, so that a claim that was cut off goes on where it was.
 */
export async function claim(job: Job): Promise<void> {
  const { journal, signal } = job;
  const resumed = journal.state().claim !== null;
  const earlier = resumed ? undefined : await beginClaim(job);
  if (earlier) return stepBack(job, earlier);
  if (requireClaim(journal.state()).sha === null) await makeBranch(job);
  signal.throwIfAborted();
  if (requireClaim(journal.state()).pull === null) {
    // When time has passed since the first look, somebody may have come: then no pull request is opened at all.
    const slow = resumed || requireClaim(journal.state()).forked;
    const first = slow ? await rivalOf(job, Number.POSITIVE_INFINITY) : undefined;
    if (first) return stepBack(job, first);
    await requireStillWanted(job);
    await openPull(job);
  }
  signal.throwIfAborted();
  const winner = await rivalOf(job, requireClaim(journal.state()).pull?.number ?? 0);
  if (winner) return stepBack(job, winner);
  await journal.append({ type: 'claim_confirmed' });
}

async function makeBranch(job: Job): Promise<void> {
  const { ctx, journal, signal, lifeline } = job;
  const { claim: facts, createdAt } = { ...journal.state(), claim: requireClaim(journal.state()) };
  const repo = requireSlug(facts.head);
  const there = await ctx.github.branchSha(repo, facts.branch, signal);
  signal.throwIfAborted();
  const sha =
    there ??
    (await ctx.github.createEmptyCommit(
      repo,
      {
        parent: facts.baseSha,
        tree: facts.baseTreeSha,
        message: claimMessage(facts.author, facts.signOff),
        // The same date each time gives the same commit, however often this is begun again.
        author: { ...facts.author, date: createdAt },
      },
      lifeline,
    ));
  if (!there) await ctx.github.createBranch(repo, facts.branch, sha, lifeline);
  await journal.append({ type: 'branch_created', sha });
}

/** What was read when the claim began may be old. @throws MaestroError `issue.closed` and its like. */
async function requireStillWanted({ ctx, journal, signal }: Job): Promise<void> {
  const { slug, issue } = journal.state().start;
  requireWanted(slug, await ctx.github.issue(requireSlug(slug), issue.number, signal));
}

async function openPull(job: Job): Promise<void> {
  const { ctx, journal, lifeline } = job;
  const state = journal.state();
  const { start } = state;
  const facts = requireClaim(state);
  // Which model an agent takes by itself is known when it works: the hand-over says it.
  const models = start.model === null ? [] : [start.model];
  const agent = { name: findAgent(start.agent).displayName, models };
  // Gives back the open one of this head when an earlier engine opened it.
  const pull = await ctx.github.openPullRequest(
    requireSlug(start.slug),
    {
      title: draftTitle(start.issue.title),
      body: draftBody(start.issue.number, start.documents, agent, VERSION),
      head: headOf(facts.head, facts.branch),
      base: facts.baseBranch,
      draft: true,
    },
    lifeline,
  );
  if (!pull.draft)
    await journal.append({
      type: 'notice',
      code: 'claim.no-drafts',
      message: `${start.slug} has no draft pull requests: #${pull.number} is an ordinary one, marked [WIP].`,
    });
  const { number, nodeId, url, draft } = pull;
  await journal.append({ type: 'pr_opened', pull: { number, nodeId, url, draft } });
}

/**
 * The open pull request that was before ours, if any; `ours` is its number, infinite before it is known.
 * @throws MaestroError `claim.closed` when ours is not open any more.
 */
async function rivalOf(job: Job, ours: number): Promise<PullRequest | undefined> {
  const { ctx, journal, signal } = job;
  const { start } = journal.state();
  const repo = requireSlug(start.slug);
  const home = `${ctx.github.webUrl}/${start.slug}/pull/`.toLowerCase();
  const closers = await ctx.github.openClosers(repo, start.issue.number, signal);
  const here = closers.filter(({ url }) => url.toLowerCase().startsWith(home));
  // One of ours that was opened just before a kill is not in the journal yet, and counts all the same.
  const own = here.find(({ headRef }) => headRef === branchName(start));
  const limit = own?.number ?? ours;
  const [first] = here.filter((pull) => pull !== own).sort((a, b) => a.number - b.number);
  if (first && first.number < limit) return first;
  if (Number.isFinite(ours) && !own) {
    // GitHub may be slow to see that ours closes the issue; somebody may as well have closed it.
    const { state } = await ctx.github.pullRequest(repo, ours, signal);
    if (state !== 'open')
      throw new MaestroError('claim.closed', `Pull request #${ours} was closed before the work began.`, {
        remedy: 'Ask the maintainers why, or choose another issue.',
      });
  }
  return undefined;
}
