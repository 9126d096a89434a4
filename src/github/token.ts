import { asMaestroError } from '../platform/errors.ts';
import { run } from '../platform/process/run.ts';
import { githubAddresses } from './addresses.ts';

const GH_LIMIT_MS = 5_000;

/**
 * The user's token on the command line: `GITHUB_TOKEN`, else what `gh auth token` says for the configured host.
 * `undefined` when there is neither: signed out is a usual state, no error.
 */
export async function tokenFrom(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string | undefined> {
  const given = env.GITHUB_TOKEN?.trim();
  if (given) return given;
  const host = new URL(githubAddresses(env).webUrl).hostname;
  try {
    const gh = await run('gh', ['auth', 'token', '--hostname', host], {
      env: { ...env, GH_PROMPT_DISABLED: '1', GH_NO_UPDATE_NOTIFIER: '1' },
      signal,
      timeoutMs: GH_LIMIT_MS,
    });
    return gh.exitCode === 0 && !gh.timedOut ? gh.stdout.trim() || undefined : undefined;
  } catch (error) {
    // Most people have no gh: that is the same as not being signed in with it.
    if (asMaestroError(error).code === 'process.not-found') return undefined;
    throw error;
  }
}
