import { join } from 'node:path';
import type { CloneRequest, GitAccess } from '../../src/runner/workspace/types.ts';
import type { GitServer, ServedRepository } from './git-server.ts';
import { HANG_MS } from './limits.ts';

export const TOKEN = 'tok_write_0123456789';
export const ME = { name: 'Ada Lovelace', email: 'ada@example.com' };
/** What is Maestro's own in a test's clone. */
export const OWN = '.maestro/symphony/abcdefgh';
export const BRANCH = 'symphony/7-ab12cd';

/** Access to a test's server, with a home of its own. */
export function accessTo(server: GitServer, home: string, token: string | undefined = TOKEN): GitAccess {
  const env = { PATH: process.env.PATH, HOME: home };
  return { origin: server.origin, token, env, privateDir: join(home, 'private') };
}

/** A request to clone `repository` into `{home}/clones/octo-hello`. */
export async function requestFor(
  server: GitServer,
  repository: ServedRepository,
  home: string,
  more: Partial<CloneRequest> = {},
): Promise<CloneRequest> {
  const sha = (await repository.tip(BRANCH)) ?? (await repository.claim(BRANCH));
  return {
    dir: join(home, 'clones', 'octo-hello'),
    originUrl: repository.url,
    upstreamUrl: null,
    branch: BRANCH,
    sha,
    access: accessTo(server, home),
    signal: AbortSignal.timeout(HANG_MS),
    own: OWN,
    onProgress: () => undefined,
    ...more,
  };
}
