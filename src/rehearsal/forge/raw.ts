import { blobBytes } from './git/objects.ts';
import { resolveCommit } from './git/resolve.ts';
import type { Answer } from './http/answer.ts';
import { decodePart } from './http/decode.ts';
import { GitHubProblem } from './http/problem.ts';
import { canRead } from './world/rights.ts';
import type { User } from './world/types.ts';
import { findRepository, type World } from './world/world.ts';

/** A file's bytes at `/raw/{owner}/{repo}/{ref}/{path}`, as raw.githubusercontent.com gives them. */
export async function rawFile(world: World, user: User | null, pathname: string): Promise<Answer> {
  const missing = new GitHubProblem(404, 'Not Found');
  const [, , owner = '', name = '', ...rest] = pathname.split('/').map(decodePart);
  const repository = findRepository(world, `${owner}/${name}`);
  if (!repository?.ready || !canRead(repository, user)) throw missing;
  // A branch name may hold slashes: the shortest beginning that is one counts.
  for (let taken = 1; taken < rest.length; taken++) {
    const commit = await resolveCommit(world.git.objects, repository, rest.slice(0, taken).join('/'));
    const entry =
      commit === null ? null : await world.trees.entryAt(repository.dir, commit, rest.slice(taken).join('/'));
    if (entry?.kind !== 'file') continue;
    const bytes = await blobBytes(world.git.objects, repository.dir, entry.sha);
    const isText = !bytes.subarray(0, 8_000).includes(0);
    // Never HTML: what a stranger pushed must not run as a page of this address.
    const type = isText ? 'text/plain; charset=utf-8' : 'application/octet-stream';
    return {
      status: 200,
      headers: { 'content-type': type, 'x-content-type-options': 'nosniff' },
      body: bytes,
    };
  }
  throw missing;
}
