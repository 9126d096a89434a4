import { join } from 'node:path';
import type * as vscode from 'vscode';
import { githubAddresses } from '../github/addresses.ts';
import { createGitHub } from '../github/client.ts';
import { systemClock } from '../platform/clock.ts';
import { homeFrom } from '../platform/paths.ts';
import { redactor } from '../platform/redact.ts';
import type { SymphonyContext } from '../symphony/context.ts';
import { channelLog } from './log.ts';

/** What the engine's functions get from this window. Loaded on demand: it brings the GitHub client with it. */
export function windowContext(
  env: NodeJS.ProcessEnv,
  token: string | undefined,
  channel: vscode.LogOutputChannel,
): SymphonyContext {
  const redact = redactor([token]);
  const log = channelLog(channel, redact);
  const home = homeFrom(env);
  const github = createGitHub({
    ...githubAddresses(env),
    ...(token === undefined ? {} : { token }),
    cacheDir: join(home.cache, 'github'),
    clock: systemClock,
    log,
  });
  return { home, github, token, clock: systemClock, redact, log, env, fetch };
}
