import { requireSlug } from '../../github/slug.ts';
import type { PullRequest } from '../../github/types.ts';
import { asMaestroError } from '../../platform/errors.ts';
import type { ClaimView } from '../contribution.ts';
import { headOf } from './claim-names.ts';
import { mustHold } from './hold.ts';
import type { Job } from './job.ts';

/** The words left behind on the pull request. The marker keeps them from being said twice. */
export interface Farewell {
  marker: string;
  text: string;
}

/**
 * Takes the claim back, newest first: closes the pull request with a comment, deletes the branch. What is gone already is
 * passed over, so that it can be done again after a kill. Rejects only when there is no connection or no right at all.
 * @returns what could not be undone, in words.
 */
export async function withdraw(job: Job, farewell: Farewell): Promise<string[]> {
  const { claim, start } = job.journal.state();
  if (!claim) return [];
  const left: string[] = [];
  const pull = await attempt(left, 'the pull request', () => findPull(job, claim));
  if (pull?.state === 'open')
    await attempt(left, `pull request #${pull.number}`, () => closePull(job, pull, farewell));
  await attempt(left, `the branch ${claim.branch} in ${claim.head}`, async () => {
    if (await job.ctx.github.deleteBranch(requireSlug(claim.head), claim.branch, job.signal))
      await job.journal.append({ type: 'undone', what: `branch ${claim.branch} in ${claim.head}` });
  });
  job.ctx.log.info(`Withdrew the claim on ${start.slug}#${start.issue.number}.`);
  return left;
}

async function findPull(job: Job, claim: ClaimView): Promise<PullRequest | null> {
  const { github } = job.ctx;
  const repo = requireSlug(job.journal.state().start.slug);
  // One that was opened just before a kill is not in the journal yet.
  return claim.pull
    ? github.pullRequest(repo, claim.pull.number, job.signal)
    : github.findPullRequest(repo, headOf(claim.head, claim.branch), job.signal);
}

async function closePull(job: Job, pull: PullRequest, { marker, text }: Farewell): Promise<void> {
  const { github } = job.ctx;
  const repo = requireSlug(job.journal.state().start.slug);
  await github.commentOnce(repo, pull.number, marker, text, job.signal);
  await github.updatePullRequest(repo, pull.number, { state: 'closed' }, job.signal);
  await job.journal.append({ type: 'undone', what: `pull request #${pull.number}` });
}

/** Does one thing of an undoing; a failure is noted and the rest goes on. */
async function attempt<T>(left: string[], what: string, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    const { code, message } = asMaestroError(error);
    if (mustHold(error) || code === 'run.cancelled' || code.startsWith('journal.')) throw error;
    left.push(`${what} (${message})`);
    return undefined;
  }
}
