import * as z from 'zod';
import { GitHubProblem, invalid, notFound } from '../http/problem.ts';
import type { Call } from '../http/router.ts';
import { canPush, canRead } from '../world/rights.ts';
import type { Issue, Pull, Repository, User } from '../world/types.ts';
import { findRepository } from '../world/world.ts';

/**
 * The repository of a request.
 * @throws GitHubProblem 404 when there is none or the user may not know of it.
 */
export function repositoryOf({ world, user, params }: Call): Repository {
  const repository = findRepository(world, `${params.owner}/${params.repo}`);
  if (!repository || !canRead(repository, user)) throw notFound();
  return repository;
}

/** The same with git behind it. @throws GitHubProblem 409 while a fork is still being copied. */
export function gitRepositoryOf(call: Call): Repository {
  const repository = repositoryOf(call);
  if (!repository.ready) throw new GitHubProblem(409, 'Git Repository is empty.');
  return repository;
}

/** Who asks. @throws GitHubProblem 401 when signed out. */
export function signedIn({ user }: Call): User {
  if (!user) throw new GitHubProblem(401, 'Requires authentication');
  return user;
}

/** Who asks, with the push right. @throws GitHubProblem 401 or 403. */
export function pusher(call: Call, repository: Repository): User {
  const user = signedIn(call);
  if (repository.options.archived) throw new GitHubProblem(403, 'Repository was archived so is read-only.');
  if (!canPush(repository, user))
    throw new GitHubProblem(403, 'Resource not accessible by personal access token');
  return user;
}

/** The issue or pull request with the number in parameter `name`. @throws GitHubProblem 404. */
export function itemOf(call: Call, repository: Repository, name: string): Issue | Pull {
  const item = repository.items.get(Number(call.params[name]));
  if (!item) throw notFound();
  return item;
}

/** The pull request of a request. @throws GitHubProblem 404. */
export function pullOf(call: Call, repository: Repository): Pull {
  const item = itemOf(call, repository, 'pull_number');
  if (item.kind !== 'pull') throw notFound();
  return item;
}

/** A body through its schema. @throws GitHubProblem 422 that names the first field that is wrong. */
export function parse<T>(schema: z.ZodType<T>, body: unknown, resource: string): T {
  const result = schema.safeParse(body ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') ?? '';
  const isMissing = issue?.code === 'invalid_type' && valueAt(body, issue.path) === undefined;
  throw invalid({ resource, field, code: isMissing ? 'missing_field' : 'invalid' });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) at = (at as Record<PropertyKey, unknown> | null | undefined)?.[key];
  return at;
}

/** A title as GitHub takes it: something in it, at most 256 characters. */
export const Title = z.string().trim().min(1).max(256);
/** A body: at most 65,536 characters; absent or null means empty. */
export const Body = z
  .string()
  .max(65_536)
  .nullish()
  .transform((text) => text ?? '');
