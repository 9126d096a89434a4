import { join } from 'node:path';
import { createGitHub, type GitHubOptions } from '../../src/github/client.ts';
import { homeFrom } from '../../src/platform/paths.ts';
import { redactor } from '../../src/platform/redact.ts';
import type { SymphonyContext } from '../../src/symphony/context.ts';
import { fastClock } from './fast-clock.ts';
import { TEMPORARY } from './run-env.ts';

/** The context of an engine on a test's forge: quick tries, no waiting for rate limits, nothing from the machine's own setup. */
export function contextFor(
  forge: { url: string; apiUrl: string },
  token: string,
  root: string,
  note: (line: string) => void,
  github: Partial<GitHubOptions> = {},
): SymphonyContext {
  const env: NodeJS.ProcessEnv = {
    ...TEMPORARY,
    PATH: process.env.PATH,
    HOME: root,
    MAESTRO_HOME: root,
    MAESTRO_GITHUB_API_URL: forge.apiUrl,
    MAESTRO_GITHUB_URL: forge.url,
  };
  const home = homeFrom(env);
  const clock = fastClock();
  return {
    home,
    github: createGitHub({
      apiUrl: forge.apiUrl,
      webUrl: forge.url,
      token,
      cacheDir: join(home.cache, 'github'),
      clock,
      throttle: false,
      retryBaseMs: 1,
      ...github,
    }),
    token,
    clock,
    redact: redactor([token]),
    log: { info: () => undefined, warn: note, error: note },
    env,
    fetch,
  };
}
