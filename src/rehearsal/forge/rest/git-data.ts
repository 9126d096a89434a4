import * as z from 'zod';
import { json, noContent } from '../http/answer.ts';
import { GitHubProblem, notFound } from '../http/problem.ts';
import type { Call, Route } from '../http/router.ts';
import { nodeId } from '../view/node-id.ts';
import { repositoryApi } from '../view/repository.ts';
import { commitEnvironment, identityOf } from '../world/identity.ts';
import { changeRef } from '../world/refs.ts';
import type { Repository } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { gitRepositoryOf, parse, pusher } from './lookup.ts';

/** Commits and refs, made without a clone. */
export const gitDataRoutes: readonly Route[] = [
  { operation: 'GET /repos/{owner}/{repo}/git/ref/{ref}', handle: getRef },
  { operation: 'POST /repos/{owner}/{repo}/git/refs', handle: createRef },
  { operation: 'DELETE /repos/{owner}/{repo}/git/refs/{ref}', handle: deleteRef },
  { operation: 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}', handle: getCommit },
  { operation: 'POST /repos/{owner}/{repo}/git/commits', handle: createCommit },
];

const SHA = /^[0-9a-f]{40}$/;

function refView(world: World, repository: Repository, ref: string, sha: string) {
  const api = repositoryApi(world, repository);
  return {
    ref,
    node_id: nodeId('ref', `${repository.id}:${ref}`),
    url: `${api}/git/${ref}`,
    object: { sha, type: 'commit', url: `${api}/git/commits/${sha}` },
  };
}

function getRef(call: Call) {
  const repository = gitRepositoryOf(call);
  const ref = call.params.ref ?? '';
  const sha = repository.branches.get(ref.replace(/^heads\//, ''));
  if (!ref.startsWith('heads/') || !sha) throw notFound();
  return json(200, refView(call.world, repository, `refs/${ref}`, sha));
}

const NewRef = z.object({ ref: z.string(), sha: z.string().regex(SHA) });

async function createRef(call: Call) {
  const repository = gitRepositoryOf(call);
  pusher(call, repository);
  const { ref, sha } = parse(NewRef, call.body, 'Reference');
  const { git } = call.world;
  const { code } = await git.result(repository.dir, ['check-ref-format', ref], { accept: [1] });
  if (code !== 0 || !ref.startsWith('refs/heads/'))
    throw new GitHubProblem(422, `${ref.slice(0, 200)} is not a valid ref name.`);
  if (!(await call.world.readCommit(repository.dir, sha)))
    throw new GitHubProblem(422, 'Object does not exist');
  if (!(await changeRef(call.world, repository, ref, { create: sha })))
    throw new GitHubProblem(422, 'Reference already exists');
  return json(201, refView(call.world, repository, ref, sha));
}

async function deleteRef(call: Call) {
  const repository = gitRepositoryOf(call);
  pusher(call, repository);
  const ref = `refs/${call.params.ref}`;
  if (ref === `refs/heads/${repository.defaultBranch}`)
    throw new GitHubProblem(422, 'Cannot delete the default branch');
  if (!ref.startsWith('refs/heads/') || !(await changeRef(call.world, repository, ref, 'delete')))
    throw new GitHubProblem(422, 'Reference does not exist');
  return noContent;
}

async function getCommit(call: Call) {
  const repository = gitRepositoryOf(call);
  return json(200, await commitView(call.world, repository, call.params.commit_sha ?? ''));
}

const Person = z.object({
  name: z.string(),
  email: z.string(),
  date: z.iso.datetime({ offset: true }).optional(),
});
const NewCommit = z.object({
  message: z.string().min(1),
  tree: z.string().regex(SHA),
  parents: z.array(z.string().regex(SHA)).default([]),
  author: Person.optional(),
  committer: Person.optional(),
});

async function createCommit(call: Call) {
  const repository = gitRepositoryOf(call);
  const user = pusher(call, repository);
  const input = parse(NewCommit, call.body, 'Commit');
  const { world } = call;
  const author = { ...identityOf(user), ...input.author, date: input.author?.date ?? world.now() };
  const committer = { ...author, ...input.committer };
  const parents = input.parents.flatMap((parent) => ['-p', parent]);
  const { code, text } = await world.git.result(
    repository.dir,
    ['commit-tree', input.tree, ...parents, '-F', '-'],
    {
      input: input.message,
      accept: [1, 128],
      env: commitEnvironment(author, committer),
    },
  );
  if (code !== 0) throw new GitHubProblem(422, 'Tree SHA or a parent does not exist');
  return json(201, await commitView(world, repository, text));
}

async function commitView(world: World, repository: Repository, sha: string) {
  const commit = SHA.test(sha) ? await world.readCommit(repository.dir, sha) : null;
  if (!commit) throw notFound();
  const api = `${repositoryApi(world, repository)}/git`;
  const html = `${world.url}/${repository.slug}/commit`;
  return {
    sha,
    node_id: nodeId('commit', `${repository.id}:${sha}`),
    url: `${api}/commits/${sha}`,
    html_url: `${html}/${sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${html}/${parent}`,
    })),
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}
