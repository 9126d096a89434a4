import { blobBytes } from '../git/objects.ts';
import { resolveCommit } from '../git/resolve.ts';
import type { TreeEntry } from '../git/trees.ts';
import { type Answer, json } from '../http/answer.ts';
import { GitHubProblem, notFound } from '../http/problem.ts';
import type { Call, Route } from '../http/router.ts';
import { repositoryApi } from '../view/repository.ts';
import type { Repository } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { repositoryOf } from './lookup.ts';

/** Up to here GitHub puts a file's text into the answer. */
const INLINE_BYTES = 1024 * 1024;
const LARGEST_BYTES = 100 * 1024 * 1024;

/** Files and folders at a commit. */
export const contentRoutes: readonly Route[] = [
  { operation: 'GET /repos/{owner}/{repo}/contents/{path}', handle: getContents },
];

async function getContents(call: Call): Promise<Answer> {
  const { world } = call;
  const repository = repositoryOf(call);
  const ref = call.url.searchParams.get('ref');
  const commit = repository.ready ? await resolveCommit(world.git.objects, repository, ref) : null;
  if (!commit)
    throw new GitHubProblem(404, ref ? `No commit found for the ref ${ref}` : 'This repository is empty.');
  const path = (call.params.path ?? '').replace(/\/+$/, '');
  const entry = await world.trees.entryAt(repository.dir, commit, path);
  if (!entry) throw notFound();
  const show = (item: TreeEntry) => entryView(world, repository, item, ref ?? repository.defaultBranch);
  if (entry.kind === 'dir') {
    const entries = await world.trees.entriesOf(repository.dir, commit, path);
    return json(200, entries.map(show));
  }
  const size = entry.size ?? 0;
  if (size > LARGEST_BYTES) throw new GitHubProblem(403, 'The requested blob is too large (limit: 100 MB).');
  if (entry.kind === 'submodule') return json(200, { ...show(entry), submodule_git_url: null });
  const bytes = await blobBytes(world.git.objects, repository.dir, entry.sha);
  if (entry.kind === 'symlink') return json(200, { ...show(entry), target: bytes.toString('utf8') });
  if (/\braw\b/.test(call.accept))
    return {
      status: 200,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
      body: bytes,
    };
  const inline = size <= INLINE_BYTES;
  return json(200, {
    ...show(entry),
    content: inline ? bytes.toString('base64').replace(/.{60}/g, '$&\n') : '',
    encoding: inline ? 'base64' : 'none',
  });
}

function entryView(world: World, repository: Repository, entry: TreeEntry, ref: string) {
  const api = repositoryApi(world, repository);
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const self = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const isDir = entry.kind === 'dir';
  const git = `${api}/git/${isDir ? 'trees' : 'blobs'}/${entry.sha}`;
  const html = `${world.url}/${repository.slug}/${isDir ? 'tree' : 'blob'}/${ref}/${path}`;
  return {
    name: entry.path.slice(entry.path.lastIndexOf('/') + 1),
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: isDir ? null : `${world.url}/raw/${repository.slug}/${ref}/${path}`,
    type: entry.kind,
    _links: { self, git, html },
  };
}
