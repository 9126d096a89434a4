import { blobBytes } from '../git/objects.ts';
import { resolveCommit } from '../git/resolve.ts';
import { nodeId } from '../view/node-id.ts';
import type { Repository } from '../world/types.ts';
import type { View } from './view.ts';

/** A commit; null when the repository has none with this id. */
export async function commitNode({ world }: View, repository: Repository, sha: string) {
  const commit = await world.readCommit(repository.dir, sha);
  if (!commit) return null;
  return {
    __typename: 'Commit',
    id: nodeId('commit', `${repository.id}:${sha}`),
    oid: sha,
    message: commit.message,
    committedDate: commit.committer.date,
    authoredDate: commit.author.date,
    tree: { __typename: 'Tree', id: nodeId('tree', `${repository.id}:${commit.tree}`), oid: commit.tree },
  };
}

/** `ref` or `ref:path`, as `git rev-parse` reads it; null when there is nothing. */
export async function objectNode(view: View, repository: Repository, expression: string) {
  const { git, trees } = view.world;
  const colon = expression.indexOf(':');
  const sha = repository.ready
    ? await resolveCommit(git.objects, repository, colon < 0 ? expression : expression.slice(0, colon))
    : null;
  if (!sha) return null;
  if (colon < 0) return commitNode(view, repository, sha);
  const entry = await trees.entryAt(repository.dir, sha, expression.slice(colon + 1));
  if (!entry || entry.kind === 'submodule') return null;
  const id = nodeId(entry.kind === 'dir' ? 'tree' : 'blob', `${repository.id}:${entry.sha}`);
  if (entry.kind === 'dir') return { __typename: 'Tree', id, oid: entry.sha };
  return {
    __typename: 'Blob',
    id,
    oid: entry.sha,
    ...blobText(await blobBytes(git.objects, repository.dir, entry.sha)),
  };
}

/** From here on GitHub gives no more of a text. */
const MAX_TEXT_BYTES = 512 * 1024;

function blobText(bytes: Buffer) {
  const isBinary = bytes.subarray(0, 8_000).includes(0);
  return {
    byteSize: bytes.length,
    isBinary,
    isTruncated: bytes.length > MAX_TEXT_BYTES,
    text: isBinary ? null : bytes.subarray(0, MAX_TEXT_BYTES).toString('utf8'),
  };
}
