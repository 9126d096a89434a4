import { requireSlug } from '../../github/slug.ts';
import type { Preflight, PullRequest } from '../../github/types.ts';
import { gitIdentity } from '../../runner/workspace/identity.ts';
import { OWN_PLACES, requireContributable, requireWanted } from '../start/requirements.ts';
import { branchName } from './claim-names.ts';
import type { Job } from './job.ts';

/**
 * Reads the issue and the project once more, finds the place for the branch (a fork when need be), journals it all.
 * @returns the open pull request of whoever was first; then nothing was begun.
 */
export async function beginClaim(job: Job): Promise<PullRequest | undefined> {
  const { ctx, journal, signal } = job;
  const { start } = journal.state();
  const repo = requireSlug(start.slug);
  const paths = start.documents.filter(({ external }) => !external).map(({ path }) => path);
  const [issue, closers, project] = await Promise.all([
    ctx.github.issue(repo, start.issue.number, signal),
    ctx.github.openClosers(repo, start.issue.number, signal),
    ctx.github.preflight(repo, [...paths, ...OWN_PLACES], signal),
  ]);
  const branch = branchName(start);
  requireWanted(start.slug, issue);
  const first = closers.find(({ headRef }) => headRef !== branch);
  if (first) return first;
  requireContributable(project);
  const head = await headFor(job, project);
  await journal.append({
    type: 'claim_started',
    ...head,
    baseCloneUrl: project.cloneUrl,
    branch,
    baseBranch: project.defaultBranch,
    baseSha: project.headSha,
    baseTreeSha: project.headTreeSha,
    author: await authorOf(job),
    signOff: project.signOff,
  });
  return undefined;
}

async function headFor(
  job: Job,
  project: Preflight,
): Promise<{ head: string; headCloneUrl: string; forked: boolean }> {
  if (project.canPush) return { head: project.slug, headCloneUrl: project.cloneUrl, forked: false };
  const fork = await job.ctx.github.fork(requireSlug(project.slug), job.signal);
  return { head: fork.slug, headCloneUrl: fork.cloneUrl, forked: true };
}

/** The user's own git identity, else their GitHub name with the address that hides their mail. */
async function authorOf({ ctx, signal }: Job): Promise<{ name: string; email: string }> {
  const own = await gitIdentity(ctx.env);
  if (own) return own;
  const { name, login, noreplyEmail } = await ctx.github.viewer(signal);
  return { name: name || login, email: noreplyEmail };
}
