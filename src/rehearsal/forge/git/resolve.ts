import type { Repository } from '../world/types.ts';
import type { ObjectReader } from './objects.ts';

/** The commit that a branch name or an id stands for (the default branch for none); null when there is none. */
export async function resolveCommit(
  objects: ObjectReader,
  repository: Repository,
  ref: string | null,
): Promise<string | null> {
  const name = ref === null || ref === '' || ref === 'HEAD' ? repository.defaultBranch : ref;
  const branch = repository.branches.get(name.replace(/^refs\/heads\//, ''));
  if (branch) return branch;
  if (!/^[0-9a-f]{7,40}$/.test(name)) return null;
  return (await objects.info(repository.dir, `${name}^{commit}`))?.oid ?? null;
}
