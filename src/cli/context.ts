import { join } from 'node:path';
import { githubAddresses } from '../github/addresses.ts';
import { createGitHub } from '../github/client.ts';
import { tokenFrom } from '../github/token.ts';
import { systemClock } from '../platform/clock.ts';
import { homeFrom } from '../platform/paths.ts';
import { redactor } from '../platform/redact.ts';
import type { Log, SymphonyContext } from '../symphony/context.ts';

/** The context of a command: who is signed in, where things live, how GitHub is reached. */
export async function commandContext(log: Log, signal: AbortSignal): Promise<SymphonyContext> {
  return contextWith(await tokenFrom(process.env, signal), log);
}

/** The same with a token that is already known (the engine gets it on its standard input). */
export function contextWith(
  token: string | undefined,
  log: Log,
  env: NodeJS.ProcessEnv = process.env,
): SymphonyContext {
  const home = homeFrom(env);
  const github = createGitHub({
    ...githubAddresses(env),
    ...(token === undefined ? {} : { token }),
    cacheDir: join(home.cache, 'github'),
    clock: systemClock,
    log,
  });
  return { home, github, token, clock: systemClock, redact: redactor([token]), log, env, fetch };
}
