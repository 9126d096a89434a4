import { join } from 'node:path';
import { createBare, type Source } from '../git/bare.ts';
import { refreshBranches } from './refs.ts';
import type { Repository, RepositoryOptions, User } from './types.ts';
import { findRepository, type World } from './world.ts';

/** What a new repository is. */
export interface NewRepository {
  readonly owner: User;
  readonly name: string;
  readonly description: string | null;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly options: RepositoryOptions;
  readonly push: readonly string[];
  readonly read: readonly string[];
  readonly parent: Repository | null;
}

/** Adds a repository and fills it. */
export async function addRepository(world: World, input: NewRepository, source: Source): Promise<Repository> {
  const repository = register(world, input);
  try {
    await fill(world, repository, source);
    return repository;
  } catch (error) {
    world.repositories.delete(repository.slug.toLowerCase());
    throw error;
  }
}

/**
 * The user's fork: an existing one, or a new one that git answers at only after a while, as on GitHub.
 * A name that is taken by another repository of theirs gets a number.
 */
export function fork(world: World, parent: Repository, owner: User, name = parent.name): Repository {
  const existing = forkOf(world, parent, owner.login);
  if (existing) return existing;
  let free = name;
  for (let n = 1; findRepository(world, `${owner.login}/${free}`); n++) free = `${name}-${n}`;
  const repository = register(world, {
    owner,
    name: free,
    description: parent.description,
    private: parent.private,
    defaultBranch: parent.defaultBranch,
    options: parent.options,
    push: [],
    read: [],
    parent,
  });
  const copying = world.clock
    .sleep(world.forkDelayMs, world.signal)
    .then(() => world.exclusive(() => fill(world, repository, { kind: 'fork', upstream: parent.dir })))
    .catch((error: unknown) => {
      // The forge may be stopped before the copy is due; any other failure is reported by `stop`.
      if (!world.signal.aborted) world.failures.push(error);
    })
    .finally(() => world.background.delete(copying));
  world.background.add(copying);
  return repository;
}

/** The repository in `owner`'s account that is a fork of this one. */
export function forkOf(world: World, parent: Repository, owner: string): Repository | undefined {
  return [...world.repositories.values()].find(
    (candidate) =>
      candidate.owner.login.toLowerCase() === owner.toLowerCase() && candidate.parent?.id === parent.id,
  );
}

function register(world: World, input: NewRepository): Repository {
  const now = world.now();
  const slug = `${input.owner.login}/${input.name}`;
  const lower = (logins: readonly string[]): Set<string> =>
    new Set(logins.map((login) => login.toLowerCase()));
  const repository: Repository = {
    ...input,
    id: world.nextId(),
    slug,
    push: lower(input.push),
    read: lower(input.read),
    dir: join(world.root, 'git', input.owner.login, `${input.name}.git`),
    ready: false,
    labels: new Map(),
    items: new Map(),
    branches: new Map(),
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
  };
  world.repositories.set(slug.toLowerCase(), repository);
  return repository;
}

async function fill(world: World, repository: Repository, source: Source): Promise<void> {
  await createBare(world.git, repository.dir, source, {
    branch: repository.defaultBranch,
    date: world.now(),
    filters: repository.options.filters,
  });
  await refreshBranches(world, repository);
  repository.ready = true;
}
