import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../platform/clock.ts';
import { type CommitReader, createCommitReader } from '../git/commits.ts';
import type { Git } from '../git/git.ts';
import { createTreeReader, type TreeReader } from '../git/trees.ts';
import type { Issue, Pull, Repository, User } from './types.ts';

/** Everything the forge knows. Handlers read it freely; whoever changes it does so inside `exclusive`. */
export interface World {
  /** Web address without a trailing slash; the REST base is `{url}/api/v3`. */
  readonly url: string;
  readonly apiUrl: string;
  /** Folder of the bare repositories. */
  readonly root: string;
  readonly clock: Clock;
  readonly git: Git;
  readonly readCommit: CommitReader;
  readonly trees: TreeReader;
  /** Aborted when the forge stops. */
  readonly signal: AbortSignal;
  readonly users: Map<string, User>;
  readonly repositories: Map<string, Repository>;
  /** Milliseconds until git answers at a new fork. */
  readonly forkDelayMs: number;
  /** Work that goes on behind an answer (forks being copied); `stop` waits for it. */
  readonly background: Set<Promise<void>>;
  /** What went wrong behind an answer; `stop` throws the first. */
  readonly failures: unknown[];
  /** The present as GitHub writes it: UTC, whole seconds. */
  now(): string;
  nextId(): number;
  /** Changes to the world happen one after the other, in order of arrival. */
  exclusive<T>(change: () => Promise<T>): Promise<T>;
}

/** What a world needs from outside. */
export type WorldParts = Pick<World, 'url' | 'root' | 'clock' | 'git' | 'signal' | 'forkDelayMs'>;

/** An empty world. Ids count from 1001, so that they never look like issue numbers. */
export function createWorld(parts: WorldParts): World {
  let lastId = 1000;
  let tail: Promise<unknown> = Promise.resolve();
  return {
    ...parts,
    apiUrl: `${parts.url}/api/v3`,
    readCommit: createCommitReader(parts.git.objects),
    trees: createTreeReader(parts.git.objects),
    users: new Map(),
    repositories: new Map(),
    background: new Set(),
    failures: [],
    now: () => isoSeconds(parts.clock.now()),
    nextId: () => ++lastId,
    exclusive(change) {
      const result = tail.then(change, change);
      // The next change waits for this one to settle; its failure belongs to whoever asked for it.
      tail = result.catch(() => undefined);
      return result;
    },
  };
}

/** A moment the way GitHub writes it (no fraction of a second). */
export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Adds a user, or an organisation to own repositories. The token has the shape of GitHub's classic ones. */
export function addUser(
  world: World,
  input: { login: string; name?: string; email?: string; kind?: User['kind'] },
): User {
  const user: User = {
    id: world.nextId(),
    login: input.login,
    name: input.name ?? null,
    email: input.email ?? null,
    kind: input.kind ?? 'User',
    token: `ghp_${randomBytes(18).toString('hex')}`,
    createdAt: world.now(),
  };
  world.users.set(input.login.toLowerCase(), user);
  return user;
}

/** The repository, whatever the case of its name. */
export function findRepository(world: World, slug: string): Repository | undefined {
  return world.repositories.get(slug.toLowerCase());
}

/** Issues of a repository, oldest first. */
export function issuesOf(repository: Repository): Issue[] {
  return [...repository.items.values()].filter((item): item is Issue => item.kind === 'issue');
}

/** Pull requests of a repository, oldest first. */
export function pullsOf(repository: Repository): Pull[] {
  return [...repository.items.values()].filter((item): item is Pull => item.kind === 'pull');
}
