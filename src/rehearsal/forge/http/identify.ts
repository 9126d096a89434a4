import type { IncomingHttpHeaders } from 'node:http';
import type { User } from '../world/types.ts';
import type { World } from '../world/world.ts';
import { GitHubProblem } from './problem.ts';

/** The token of a request: `Authorization: bearer|token …`, or the password (else the user name) of Basic. */
export function tokenOf(headers: IncomingHttpHeaders): string | null {
  const [scheme = '', value = ''] = (headers.authorization ?? '').split(/ +/, 2);
  if (/^(bearer|token)$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return null;
  const [name = '', ...rest] = Buffer.from(value, 'base64').toString('utf8').split(':');
  const password = rest.join(':');
  return password === '' || password === 'x-oauth-basic' ? name : password;
}

/**
 * Who asks; null when no token was sent.
 * @throws GitHubProblem 401 for a token that nobody has.
 */
export function identify(world: World, headers: IncomingHttpHeaders): User | null {
  const token = tokenOf(headers);
  if (token === null || token === '') return null;
  for (const user of world.users.values()) if (user.kind === 'User' && user.token === token) return user;
  throw new GitHubProblem(401, 'Bad credentials');
}
