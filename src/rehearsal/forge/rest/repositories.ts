import * as z from 'zod';
import { json } from '../http/answer.ts';
import { GitHubProblem, invalid } from '../http/problem.ts';
import type { Call, Route } from '../http/router.ts';
import { fullRepository } from '../view/repository.ts';
import { changeBranch } from '../world/refs.ts';
import { fork } from '../world/repositories.ts';
import { gitRepositoryOf, parse, pusher, repositoryOf, signedIn } from './lookup.ts';

/** Repositories and forks. */
export const repositoryRoutes: readonly Route[] = [
  {
    operation: 'GET /repos/{owner}/{repo}',
    handle: (call) => json(200, fullRepository(call.world, repositoryOf(call), call.user)),
  },
  { operation: 'POST /repos/{owner}/{repo}/forks', handle: createFork },
  { operation: 'POST /repos/{owner}/{repo}/merge-upstream', handle: mergeUpstream },
];

const ForkBody = z.object({
  name: z.string().min(1).optional(),
  organization: z.string().optional(),
  default_branch_only: z.boolean().optional(),
});

function createFork(call: Call) {
  const user = signedIn(call);
  const repository = repositoryOf(call);
  const body = parse(ForkBody, call.body, 'Fork');
  if (body.organization)
    throw invalid({ resource: 'Fork', code: 'custom', message: 'The forge forks to users only.' });
  if (repository.owner === user) throw new GitHubProblem(403, 'You cannot fork your own repository.');
  return json(202, fullRepository(call.world, fork(call.world, repository, user, body.name), user));
}

const MergeUpstreamBody = z.object({ branch: z.string().min(1) });

async function mergeUpstream(call: Call) {
  const repository = gitRepositoryOf(call);
  pusher(call, repository);
  const { branch } = parse(MergeUpstreamBody, call.body, 'MergeUpstream');
  const { parent } = repository;
  const theirs = parent?.branches.get(branch);
  if (!parent || !theirs) throw new GitHubProblem(422, `There is no upstream branch ${branch}.`);
  const ours = repository.branches.get(branch);
  const base = `${parent.owner.login}:${branch}`;
  const { git } = call.world;
  const isAncestor = async (older: string, newer: string): Promise<boolean> =>
    (await git.result(repository.dir, ['merge-base', '--is-ancestor', older, newer], { accept: [1] }))
      .code === 0;
  if (ours && (await isAncestor(theirs, ours)))
    return json(200, {
      message: 'This branch is not behind the upstream.',
      merge_type: 'none',
      base_branch: base,
    });
  if (ours && !(await isAncestor(ours, theirs))) throw new GitHubProblem(409, 'There are merge conflicts.');
  await changeBranch(call.world, repository, branch, theirs);
  return json(200, {
    message: `Successfully fetched and fast-forwarded from upstream ${base}.`,
    merge_type: 'fast-forward',
    base_branch: base,
  });
}
