import { MaestroError } from '../platform/errors.ts';
import type { RepoRef } from './types.ts';

// GitHub's own rules: an owner has 1–39 letters, digits and single inner hyphens; a name 1–100 of [A-Za-z0-9._-].
const OWNER = /^[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,38}$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** `owner/name` taken apart; undefined when it is not one that GitHub would accept. */
export function parseSlug(slug: string): RepoRef | undefined {
  const [owner, name, ...rest] = slug.split('/');
  if (!owner || !name || rest.length > 0) return undefined;
  if (!OWNER.test(owner) || !NAME.test(name) || name === '.' || name === '..' || name.endsWith('.git'))
    return undefined;
  return { owner, name };
}

/** Like `parseSlug`. @throws MaestroError `project.bad-slug`. */
export function requireSlug(slug: string): RepoRef {
  const repo = parseSlug(slug);
  if (repo) return repo;
  throw new MaestroError('project.bad-slug', `${JSON.stringify(slug.slice(0, 200))} is not a repository.`, {
    remedy: 'Write it as owner/name, for example octocat/hello-world.',
  });
}

/** `owner/name`. */
export function slugOf(repo: RepoRef): string {
  return `${repo.owner}/${repo.name}`;
}

/** GitHub compares owners and names without regard to case. */
export function sameSlug(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
