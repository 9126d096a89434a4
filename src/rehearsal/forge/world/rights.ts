import type { Repository, User } from './types.ts';

/** True for the owner and for those who were given the push right. */
export function canPush(repository: Repository, user: User | null): boolean {
  if (!user || repository.options.archived) return false;
  return isOwner(repository, user) || repository.push.has(user.login.toLowerCase());
}

/** Public repositories are everybody's; a private one only exists for those with a right to it. */
export function canRead(repository: Repository, user: User | null): boolean {
  if (!repository.private) return true;
  if (!user) return false;
  const login = user.login.toLowerCase();
  return isOwner(repository, user) || repository.push.has(login) || repository.read.has(login);
}

/** True when the repository is the user's own. */
export function isOwner(repository: Repository, user: User | null): boolean {
  return user !== null && repository.owner.id === user.id;
}
