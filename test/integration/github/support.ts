import { createGitHub, type GitHubOptions } from '../../../src/github/client.ts';
import type { GitHub } from '../../../src/github/types.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { HttpDouble } from '../../support/http-double.ts';
import { anywhere } from '../../support/limits.ts';

export const TOKEN = 'tok_secret_value_1234567890';
export const REPO = { owner: 'o', name: 'r' };

/** A client of the double that does not spend real time between tries. */
export function clientOf(double: Pick<HttpDouble, 'url'>, change: Partial<GitHubOptions> = {}): GitHub {
  return createGitHub({
    apiUrl: `${double.url}/api/v3`,
    webUrl: 'https://github.com',
    token: TOKEN,
    throttle: false,
    retryBaseMs: 1,
    clock: { ...systemClock, sleep: (_ms, signal) => systemClock.sleep(anywhere(1), signal) },
    ...change,
  });
}
