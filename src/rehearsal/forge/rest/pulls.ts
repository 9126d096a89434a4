import * as z from 'zod';
import { json } from '../http/answer.ts';
import { page } from '../http/paging.ts';
import { GitHubProblem, invalid } from '../http/problem.ts';
import type { Call, Route } from '../http/router.ts';
import { pullView, simplePull } from '../view/pull.ts';
import { touch } from '../world/issues.ts';
import { mergePull } from '../world/merge.ts';
import { closePull, commitsBetween, openPull, readReferences, reopenPull, sizeOf } from '../world/pulls.ts';
import { forkOf } from '../world/repositories.ts';
import { canPush } from '../world/rights.ts';
import type { Pull, Repository } from '../world/types.ts';
import { pullsOf } from '../world/world.ts';
import { refuseStranger } from './issues.ts';
import { Body, gitRepositoryOf, parse, pullOf, pusher, repositoryOf, signedIn, Title } from './lookup.ts';
import { sortItems } from './sort.ts';

/** Pull requests. */
export const pullRoutes: readonly Route[] = [
  { operation: 'GET /repos/{owner}/{repo}/pulls', handle: list },
  { operation: 'POST /repos/{owner}/{repo}/pulls', handle: create },
  { operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}', handle: get },
  { operation: 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}', handle: update },
  { operation: 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', handle: merge },
  { operation: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', handle: listReviews },
];

function list(call: Call) {
  const query = call.url.searchParams;
  const state = query.get('state') ?? 'open';
  const head = query.get('head')?.toLowerCase();
  const base = query.get('base');
  const pulls = pullsOf(repositoryOf(call)).filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (!base || pull.base === base) &&
      // GitHub ignores a head that names no owner.
      (!head?.includes(':') || labelOf(pull.head).toLowerCase() === head),
  );
  const sort = query.get('sort') ?? 'created';
  // Unlike issues, a chosen order of pull requests counts upwards.
  const direction = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  return page(sortItems(pulls, sort, direction), call.url, (pull) => simplePull(call.world, pull, call.user));
}

function labelOf(head: { repository: Repository; branch: string }): string {
  return `${head.repository.owner.login}:${head.branch}`;
}

async function show(call: Call, pull: Pull, status = 200) {
  return json(status, pullView(call.world, pull, call.user, await sizeOf(call.world, pull)));
}

const NewPullBody = z.object({
  title: Title,
  body: Body,
  head: z.string().min(1),
  head_repo: z.string().optional(),
  base: z.string().min(1),
  draft: z.boolean().default(false),
  maintainer_can_modify: z.boolean().default(true),
});

async function create(call: Call) {
  const author = signedIn(call);
  const base = gitRepositoryOf(call);
  const input = parse(NewPullBody, call.body, 'PullRequest');
  const head = findHead(call, base, input.head);
  if (!head) throw invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' });
  if (!base.branches.has(input.base))
    throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  if (!canPush(head.repository, author) && !canPush(base, author))
    throw new GitHubProblem(403, 'Resource not accessible by personal access token');
  const custom = (message: string) => invalid({ resource: 'PullRequest', code: 'custom', message });
  const sameHead = ({ state, base: to, head: { repository, branch } }: Pull): boolean =>
    state === 'open' && to === input.base && repository === head.repository && branch === head.branch;
  if (pullsOf(base).some(sameHead)) throw custom(`A pull request already exists for ${labelOf(head)}.`);
  if ((await commitsBetween(call.world, { base, baseBranch: input.base, head })) === 0)
    throw custom(`No commits between ${base.owner.login}:${input.base} and ${labelOf(head)}`);
  if (input.draft && !base.options.drafts)
    throw custom('Draft pull requests are not supported in this repository.');
  const pull = await openPull(call.world, {
    base,
    baseBranch: input.base,
    head,
    author,
    title: input.title,
    body: input.body,
    draft: input.draft,
    maintainerCanModify: input.maintainer_can_modify,
  });
  return show(call, pull, 201);
}

/** `branch`, or `owner:branch` where the owner has a fork. */
function findHead(call: Call, base: Repository, head: string) {
  const colon = head.indexOf(':');
  const owner = colon < 0 ? base.owner.login : head.slice(0, colon);
  const branch = head.slice(colon + 1);
  const isOwn = owner.toLowerCase() === base.owner.login.toLowerCase();
  const repository = isOwn ? base : forkOf(call.world, base, owner);
  const sha = repository?.branches.get(branch);
  return repository && sha ? { repository, branch, sha } : null;
}

function get(call: Call) {
  return show(call, pullOf(call, repositoryOf(call)));
}

const PullChange = z.object({
  title: Title.optional(),
  body: z.string().max(65_536).nullish(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});

async function update(call: Call) {
  const user = signedIn(call);
  const pull = pullOf(call, repositoryOf(call));
  refuseStranger(pull, user);
  const change = parse(PullChange, call.body, 'PullRequest');
  if (change.base && !pull.repository.branches.has(change.base))
    throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' });
  if (change.state === 'open' && pull.state === 'closed' && !reopenPull(call.world, pull))
    throw invalid({ resource: 'PullRequest', field: 'state', code: 'invalid' });
  if (change.title !== undefined) pull.title = change.title;
  if (change.base !== undefined) pull.base = change.base;
  if (change.body !== undefined) pull.body = change.body ?? '';
  if (change.body !== undefined || change.base !== undefined) readReferences(call.world, pull);
  touch(call.world, pull);
  if (change.state === 'closed') closePull(call.world, pull);
  return show(call, pull);
}

const MergeBody = z.object({
  merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
});

async function merge(call: Call) {
  const repository = gitRepositoryOf(call);
  const user = pusher(call, repository);
  const pull = pullOf(call, repository);
  const input = parse(MergeBody, call.body, 'PullRequest');
  if (pull.draft) throw new GitHubProblem(405, 'Pull Request is still a draft');
  if (input.merge_method === 'rebase')
    throw new GitHubProblem(405, 'Rebase merges are not allowed on this repository.');
  if (pull.state === 'closed') throw new GitHubProblem(405, 'Pull Request is not mergeable');
  if (input.sha && input.sha !== pull.head.sha)
    throw new GitHubProblem(409, 'Head branch was modified. Review and try the merge again.');
  const sha = await mergePull(call.world, pull, user, {
    method: input.merge_method,
    title: input.commit_title,
    message: input.commit_message,
  });
  if (sha === null) throw new GitHubProblem(405, 'Pull Request is not mergeable');
  return json(200, { sha, merged: true, message: 'Pull Request successfully merged' });
}

/** Nobody reviews in a rehearsal. */
function listReviews(call: Call) {
  pullOf(call, repositoryOf(call));
  return page([], call.url, () => null);
}
