import { closingReferences } from './closing.ts';
import { touch } from './issues.ts';
import type { DiffSize, Issue, Pull, Repository, User } from './types.ts';
import { findRepository, pullsOf, type World } from './world.ts';

/** What a new pull request says and joins. `head` must be a branch that exists. */
export interface NewPull {
  readonly base: Repository;
  readonly baseBranch: string;
  readonly head: { readonly repository: Repository; readonly branch: string; readonly sha: string };
  readonly author: User;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
  readonly maintainerCanModify: boolean;
}

/** How many commits `head` has that the base branch does not. */
export async function commitsBetween(
  world: World,
  input: Pick<NewPull, 'base' | 'baseBranch' | 'head'>,
): Promise<number> {
  const base = input.base.branches.get(input.baseBranch) ?? '';
  // A fork sees its upstream's objects, not the other way round: count where both are to be seen.
  const { dir } = input.head.repository;
  const ahead = await stepsAhead(world, dir, base, input.head.sha);
  if (ahead !== null) return ahead;
  const { code, text } = await world.git.result(dir, ['rev-list', '--count', `${base}..${input.head.sha}`], {
    accept: [128],
  });
  return code === 0 ? Number(text) : 0;
}

/** A branch that is further ahead than that is left to git. */
const NEAR = 100;

/** How many commits `head` is ahead of `base` when it is right on top of it, commit by commit; null when it is not. */
async function stepsAhead(world: World, dir: string, base: string, head: string): Promise<number | null> {
  let at: string | undefined = head;
  for (let steps = 0; at !== undefined && steps <= NEAR; steps++) {
    if (at === base) return steps;
    const parents: readonly string[] = (await world.readCommit(dir, at))?.parents ?? [];
    at = parents.length === 1 ? parents[0] : undefined;
  }
  return null;
}

/** Opens a pull request; the caller has checked that it may be opened. */
export async function openPull(world: World, input: NewPull): Promise<Pull> {
  const now = world.now();
  const { base } = input;
  const pull: Pull = {
    kind: 'pull',
    id: world.nextId(),
    number: base.items.size + 1,
    repository: base,
    author: input.author,
    title: input.title,
    body: input.body,
    state: 'open',
    labels: [],
    assignees: [],
    comments: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    draft: input.draft,
    base: input.baseBranch,
    baseSha: base.branches.get(input.baseBranch) ?? '',
    head: { ...input.head },
    merged: null,
    maintainerCanModify: input.maintainerCanModify,
    closes: [],
    size: null,
  };
  await publishHead(world, pull);
  base.items.set(pull.number, pull);
  base.updatedAt = now;
  readReferences(world, pull);
  return pull;
}

/** Takes the closing references from the body again; the issues that are named count as changed. */
export function readReferences(world: World, pull: Pull): void {
  const { repository } = pull;
  pull.closes =
    pull.base === repository.defaultBranch ? closingReferences(pull.body, repository.slug, world.url) : [];
  for (const issue of closedBy(world, pull)) touch(world, issue);
}

/** The issues that the pull request closes, as far as they exist. */
export function closedBy(world: World, pull: Pull): Issue[] {
  return pull.closes.flatMap(({ slug, number }) => {
    const item = findRepository(world, slug)?.items.get(number);
    return item?.kind === 'issue' ? [item] : [];
  });
}

/** The pull requests that promise to close an issue, in any state, oldest first. */
export function closersOf(world: World, issue: Issue): Pull[] {
  const slug = issue.repository.slug.toLowerCase();
  return [...world.repositories.values()].flatMap((repository) =>
    pullsOf(repository).filter((pull) =>
      pull.closes.some((one) => one.number === issue.number && one.slug.toLowerCase() === slug),
    ),
  );
}

/** Closes it without merging. */
export function closePull(world: World, pull: Pull): void {
  if (pull.state === 'closed') return;
  pull.state = 'closed';
  pull.closedAt = world.now();
  touch(world, pull);
  for (const issue of closedBy(world, pull)) touch(world, issue);
}

/** Opens it again; false when it was merged or its branch is gone. */
export function reopenPull(world: World, pull: Pull): boolean {
  if (pull.merged || !pull.head.repository.branches.has(pull.head.branch)) return false;
  pull.state = 'open';
  pull.closedAt = null;
  touch(world, pull);
  return true;
}

/** The head branch has a new commit. */
export async function headMoved(world: World, pull: Pull, sha: string): Promise<void> {
  pull.head.sha = sha;
  touch(world, pull);
  await publishHead(world, pull);
}

/** Brings the head's commits to the base repository as `refs/pull/N/head`, where GitHub has them too. */
async function publishHead(world: World, pull: Pull): Promise<void> {
  const { repository, head } = pull;
  const ref = `refs/pull/${pull.number}/head`;
  if (head.repository === repository) await world.git.text(repository.dir, ['update-ref', ref, head.sha]);
  else
    await world.git.text(repository.dir, [
      'fetch',
      '--quiet',
      '--no-tags',
      head.repository.dir,
      `+refs/heads/${head.branch}:${ref}`,
    ]);
}

/** Its size and whether it merges cleanly; asked of git once per pair of commits. */
export async function sizeOf(world: World, pull: Pull): Promise<DiffSize> {
  const base = pull.merged ? pull.baseSha : (pull.repository.branches.get(pull.base) ?? pull.baseSha);
  const key = `${base}..${pull.head.sha}`;
  if (pull.size?.key === key) return pull.size;
  const { dir } = pull.repository;
  const ahead = await stepsAhead(world, dir, base, pull.head.sha);
  const [commits, stat, merges] = await Promise.all([
    ahead ?? world.git.text(dir, ['rev-list', '--count', key]),
    world.git.text(dir, ['diff', '--shortstat', `${base}...${pull.head.sha}`]),
    // What is right on top of the base cannot conflict with it.
    ahead !== null || mergeTree(world, pull.repository, base, pull.head.sha).then((tree) => tree !== null),
  ]);
  const count = (pattern: RegExp): number => Number(pattern.exec(stat)?.[1] ?? 0);
  pull.size = {
    key,
    commits: Number(commits),
    additions: count(/(\d+) insertion/),
    deletions: count(/(\d+) deletion/),
    changedFiles: count(/(\d+) files? changed/),
    mergeable: merges,
  };
  return pull.size;
}

/** The tree of a merge of two commits; null when they conflict. */
export async function mergeTree(
  world: World,
  repository: Repository,
  base: string,
  head: string,
): Promise<string | null> {
  const { code, text } = await world.git.result(repository.dir, ['merge-tree', '--write-tree', base, head], {
    accept: [1],
  });
  return code === 0 ? (text.split('\n')[0] ?? null) : null;
}
