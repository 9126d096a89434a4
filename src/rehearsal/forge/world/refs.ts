import { closePull, headMoved } from './pulls.ts';
import type { Repository } from './types.ts';
import { pullsOf, type World } from './world.ts';

const ZERO = '0'.repeat(40);

/** Reads the branches again after something changed them, and does to pull requests what GitHub does then. */
export async function refreshBranches(world: World, repository: Repository): Promise<void> {
  const text = await world.git.text(repository.dir, [
    'for-each-ref',
    '--format=%(refname:strip=2) %(objectname)',
    'refs/heads',
  ]);
  const branches = new Map<string, string>();
  for (const line of text.split('\n').filter(Boolean)) {
    const [name = '', sha = ''] = line.split(' ');
    branches.set(name, sha);
  }
  const before = repository.branches;
  repository.branches = branches;
  if (before.size === branches.size && [...branches].every(([name, sha]) => before.get(name) === sha)) return;
  repository.pushedAt = world.now();
  repository.updatedAt = repository.pushedAt;
  await followHeads(world, repository);
}

/** Makes or deletes one ref; false when it was not in the state that was expected (there already, or gone). */
export async function changeRef(
  world: World,
  repository: Repository,
  ref: string,
  change: { create: string } | 'delete',
): Promise<boolean> {
  const args = change === 'delete' ? ['update-ref', '-d', ref] : ['update-ref', ref, change.create, ZERO];
  if (change === 'delete' && !(await exists(world, repository, ref))) return false;
  const { code } = await world.git.result(repository.dir, args, { accept: [1, 128] });
  if (code !== 0) return false;
  await refreshBranches(world, repository);
  return true;
}

/** Moves a branch to a commit that the repository can see, or makes it. */
export async function changeBranch(
  world: World,
  repository: Repository,
  branch: string,
  sha: string,
): Promise<void> {
  await world.git.text(repository.dir, ['update-ref', `refs/heads/${branch}`, sha]);
  await refreshBranches(world, repository);
}

async function exists(world: World, repository: Repository, ref: string): Promise<boolean> {
  const { code } = await world.git.result(repository.dir, ['show-ref', '--verify', '--quiet', ref], {
    accept: [1],
  });
  return code === 0;
}

/** A pull request follows its head branch; when the branch is deleted, it is closed. */
async function followHeads(world: World, repository: Repository): Promise<void> {
  for (const candidate of world.repositories.values())
    for (const pull of pullsOf(candidate)) {
      if (pull.state !== 'open' || pull.head.repository !== repository) continue;
      const sha = repository.branches.get(pull.head.branch);
      if (sha === undefined) closePull(world, pull);
      else if (sha !== pull.head.sha) await headMoved(world, pull, sha);
    }
}
