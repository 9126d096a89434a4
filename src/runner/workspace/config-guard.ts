import { join } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine, plural } from '../../platform/text.ts';
import { sameRepository, webAddress } from './address.ts';
import { parseConfig, readConfigText } from './local-config.ts';
import type { Setting } from './settings.ts';

// An agent can write into `.git/config`, and git runs programs named there (filters, hooks, helpers) outside of the agent's
// sandbox, takes files from elsewhere (core.worktree) or sends data elsewhere (url.*, proxies). So the list says what is
// harmless; all else is refused.
const HARMLESS: readonly RegExp[] = [
  /^core\.(?:repositoryformatversion|filemode|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol|safecrlf|quotepath|abbrev|longpaths)$/,
  /^extensions\.(?:objectformat|refstorage|preciousobjects)$/,
  /^remote\..+\.(?:url|fetch|pushurl|tagopt|prune|gh-resolved)$/,
  /^remote\.origin\.(?:promisor|partialclonefilter)$/,
  /^branch\..+\.(?:remote|merge|rebase|description|pushremote|vscode-merge-base|gh-merge-base|github-pr-[a-z-]+)$/,
  /^user\.(?:name|email)$/,
  /^(?:pull\.(?:rebase|ff)|push\.(?:default|autosetupremote)|fetch\.prune|rerere\.enabled|init\.defaultbranch)$/,
  /^(?:advice|color|column)\.[a-z.]+$/,
  /^submodule\.(?:active|.+\.(?:url|active))$/,
  /^lfs\.repositoryformatversion$/,
];

// Keys that may be set, but only to this.
const FIXED = new Map([
  ['core.bare', 'false'],
  ['extensions.partialclone', 'origin'],
]);

/** The keys of a clone's configuration that we do not work with, each once; empty when all is well. */
export function unknownSettings(settings: readonly Setting[]): string[] {
  const bad = settings.filter(([key, value]) => {
    const fixed = FIXED.get(key);
    return fixed === undefined ? !HARMLESS.some((pattern) => pattern.test(key)) : fixed !== value;
  });
  return [...new Set(bad.map(([key]) => key))];
}

/**
 * A check to make before each run of git in a clone that an agent can write to. It costs a few file reads while the
 * configuration stays as it was at the last good check.
 * @throws MaestroError `git.config-tampered` or `workspace.gone`.
 */
export function configGuard(
  dir: string,
  originUrl: string | null,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): () => Promise<void> {
  let good: string | undefined;
  return async () => {
    const text = await readConfigText(dir);
    if (text === undefined)
      throw new MaestroError('workspace.gone', `${dir} is not an ordinary git clone any more.`, {
        remedy: 'Bring the folder back as it was, or cancel the contribution.',
      });
    if (text === good) return;
    requireUntampered(dir, await parseConfig(text, env, signal), originUrl);
    good = text;
  };
}

/** @throws MaestroError `git.config-tampered`, naming the settings. */
export function requireUntampered(dir: string, settings: readonly Setting[], originUrl: string | null): void {
  const bad = unknownSettings(settings);
  const origins = settings.filter(([key]) => key === 'remote.origin.url').map(([, value]) => value);
  if (
    originUrl !== null &&
    (origins.length !== 1 || !sameRepository(webAddress(origins[0] ?? ''), originUrl))
  )
    bad.push('remote.origin.url');
  if (bad.length === 0) return;
  const names = bad.slice(0, 5).map((key) => oneLine(key, 80));
  const more = bad.length > 5 ? ` and ${plural(bad.length - 5, 'other')}` : '';
  throw new MaestroError(
    'git.config-tampered',
    `The git configuration of ${dir} holds what Maestro did not put there: ${names.join(', ')}${more}. Such settings can run programs or send work elsewhere, so git is not run in this clone.`,
    {
      remedy: `Look at ${join(dir, '.git', 'config')}, remove them (git config --unset-all KEY), and try again.`,
      data: { setting: names[0] ?? null },
    },
  );
}
