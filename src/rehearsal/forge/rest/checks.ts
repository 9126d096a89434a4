import { resolveCommit } from '../git/resolve.ts';
import { json } from '../http/answer.ts';
import { GitHubProblem } from '../http/problem.ts';
import type { Call, Route } from '../http/router.ts';
import { minimalRepository, repositoryApi } from '../view/repository.ts';
import { gitRepositoryOf } from './lookup.ts';

/** Statuses and check runs of a commit: a rehearsal runs none. */
export const checkRoutes: readonly Route[] = [
  { operation: 'GET /repos/{owner}/{repo}/commits/{ref}/status', handle: combinedStatus },
  {
    operation: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    handle: async (call) => {
      await commitOf(call);
      return json(200, { total_count: 0, check_runs: [] });
    },
  },
];

async function combinedStatus(call: Call) {
  const { repository, sha } = await commitOf(call);
  const commit = `${repositoryApi(call.world, repository)}/commits/${sha}`;
  return json(200, {
    state: 'pending',
    statuses: [],
    sha,
    total_count: 0,
    repository: minimalRepository(call.world, repository),
    commit_url: commit,
    url: `${commit}/status`,
  });
}

async function commitOf(call: Call) {
  const repository = gitRepositoryOf(call);
  const ref = call.params.ref ?? '';
  const sha = await resolveCommit(call.world.git.objects, repository, ref);
  if (!sha) throw new GitHubProblem(422, `No commit found for SHA: ${ref}`);
  return { repository, sha };
}
