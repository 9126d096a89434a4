import type { User } from './types.ts';

/** A name and an address in a commit. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Who a commit is by that the forge makes for a user: their own address, else GitHub's no-reply one. */
export function identityOf(user: User): Identity {
  return {
    name: user.name ?? user.login,
    email: user.email ?? `${user.id}+${user.login}@users.noreply.github.com`,
  };
}

/** git's environment for a commit. Dates are ISO. */
export function commitEnvironment(
  author: Identity & { date: string },
  committer: Identity & { date: string },
): NodeJS.ProcessEnv {
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: author.date,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: committer.date,
  };
}
