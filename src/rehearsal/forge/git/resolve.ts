import type { Repository } from '../world/types.ts';
import type { Git } from './git.ts';

/** The commit that a branch name or an id stands for (the default branch for none); null when there is none. */
export async function resolveCommit(
  git: Git,
  repository: Repository,
  ref: string | null,
): Promise<string | null> {
  const name = ref === null || ref === '' || ref === 'HEAD' ? repository.defaultBranch : ref;
  const branch = repository.branches.get(name.replace(/^refs\/heads\//, ''));
  if (branch) return branch;
  if (!/^[0-9a-f]{7,40}$/.test(name)) return null;
  const { code, text } = await git.result(
    repository.dir,
    ['rev-parse', '--verify', '--quiet', `${name}^{commit}`],
    {
      accept: [1, 128],
    },
  );
  return code === 0 ? text : null;
}
