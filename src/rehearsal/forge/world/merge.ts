import { commitEnvironment, identityOf } from './identity.ts';
import { setIssueState, touch } from './issues.ts';
import { closedBy, mergeTree } from './pulls.ts';
import { refreshBranches } from './refs.ts';
import type { Pull, User } from './types.ts';
import type { World } from './world.ts';

/** How a pull request is brought into its base branch. */
export interface MergeRequest {
  readonly method: 'merge' | 'squash';
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

/** Merges and closes the issues it promised to close. Returns the new commit, or null when there are conflicts. */
export async function mergePull(
  world: World,
  pull: Pull,
  by: User,
  request: MergeRequest,
): Promise<string | null> {
  const { repository } = pull;
  const base = repository.branches.get(pull.base) ?? pull.baseSha;
  const tree = await mergeTree(world, repository, base, pull.head.sha);
  if (tree === null) return null;
  const me = { ...identityOf(by), date: world.now() };
  const commit = await world.git.text(
    repository.dir,
    [
      'commit-tree',
      tree,
      '-p',
      base,
      ...(request.method === 'merge' ? ['-p', pull.head.sha] : []),
      '-m',
      request.title ?? defaultTitle(pull, request.method),
      ...(request.message ? ['-m', request.message] : []),
    ],
    { env: commitEnvironment(me, me) },
  );
  pull.baseSha = base;
  await world.git.text(repository.dir, ['update-ref', `refs/heads/${pull.base}`, commit, base]);
  pull.merged = { at: world.now(), by, commit };
  pull.state = 'closed';
  pull.closedAt = pull.merged.at;
  touch(world, pull);
  await refreshBranches(world, repository);
  for (const issue of closedBy(world, pull)) setIssueState(world, issue, 'closed', 'completed');
  return commit;
}

function defaultTitle(pull: Pull, method: MergeRequest['method']): string {
  const from = `${pull.head.repository.owner.login}/${pull.head.branch}`;
  return method === 'merge'
    ? `Merge pull request #${pull.number} from ${from}`
    : `${pull.title} (#${pull.number})`;
}
