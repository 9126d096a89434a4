import { join } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine, plural } from '../../platform/text.ts';
import { sameRepository, webAddress } from './address.ts';
import { parseConfig, readConfigText } from './local-config.ts';
import { harmlessFamily } from './config-families.ts';
import { restoreConfig } from './config-restore.ts';
import type { Setting } from './settings.ts';
import type { GitAccess } from './types.ts';

// Keys that may be set, but only to this.
const FIXED: ReadonlyMap<string, string> = new Map([
  ['core.bare', 'false'],
  ['extensions.partialclone', 'origin'],
]);

/** The keys of a clone's configuration that we do not work with, each once; empty when all is well. */
export function unknownSettings(settings: readonly Setting[]): string[] {
  const bad = settings.filter(([key, value]) => {
    const fixed = FIXED.get(key);
    return fixed === undefined ? harmlessFamily(key) === undefined : fixed !== value;
  });
  return [...new Set(bad.map(([key]) => key))];
}

/** How a changed configuration is restored, and who is notified. */
export interface Restoring {
  /** See `GitAccess`. */
  privateDir: string;
  /** The settings that were taken out or set back, each once, safe to show. */
  onRestored(keys: readonly string[]): unknown;
}

/** Whoever changes a configuration faster than this does it on purpose. */
const MAX_RESTORED = 3;

/**
 * A check to make before each run of git in a clone that an agent can write to. It costs a few file reads while the
 * configuration stays as it was at the last good check. With `restoring` what could run a program or lead git elsewhere is taken
 * out, and the work goes on.
 * @throws MaestroError `git.config-tampered` or `workspace.gone`.
 */
export function configGuard(
  dir: string,
  originUrl: string | null,
  access: Pick<GitAccess, 'env'>,
  signal: AbortSignal,
  restoring: Restoring | null = null,
): () => Promise<void> {
  const { env } = access;
  let good: string | undefined;
  return async () => {
    for (let restored = 0; ; restored++) {
      const text = await readConfigText(dir);
      if (text === undefined)
        throw new MaestroError('workspace.gone', `${dir} is no longer an ordinary git clone.`, {
          remedy: 'Restore the folder, or cancel the contribution.',
        });
      if (text === good) return;
      const settings = await parseConfig(text, env, signal);
      const bad = tamperedSettings(settings, originUrl);
      if (bad.length === 0 || !restoring || originUrl === null || restored === MAX_RESTORED) {
        requireUntampered(dir, settings, originUrl);
        good = text;
        return;
      }
      const { privateDir } = restoring;
      await restoreConfig({ dir, text, keys: bad, originUrl, env, privateDir, signal });
      await restoring.onRestored(bad.map((key) => oneLine(key, 80)));
    }
  };
}

/** The settings that are not as they must be; `originUrl` is what `remote.origin.url` has to be, null for anything. */
function tamperedSettings(settings: readonly Setting[], originUrl: string | null): string[] {
  const bad = unknownSettings(settings);
  const origins = settings.filter(([key]) => key === 'remote.origin.url').map(([, value]) => value);
  const isOrigin = origins.length === 1 && sameRepository(webAddress(origins[0] ?? ''), originUrl ?? '');
  return originUrl === null || isOrigin ? bad : [...bad, 'remote.origin.url'];
}

/** @throws MaestroError `git.config-tampered`, naming the settings. */
export function requireUntampered(dir: string, settings: readonly Setting[], originUrl: string | null): void {
  const bad = tamperedSettings(settings, originUrl);
  if (bad.length === 0) return;
  const names = bad.slice(0, 5).map((key) => oneLine(key, 80));
  const more = bad.length > 5 ? ` and ${plural(bad.length - 5, 'other')}` : '';
  throw new MaestroError(
    'git.config-tampered',
    `The git configuration of ${dir} contains settings that Maestro did not put there: ${names.join(', ')}${more}. Such settings can run programs or send work elsewhere, so git is not run in this clone.`,
    {
      remedy: `Look at ${join(dir, '.git', 'config')}, remove them (git config --unset-all KEY), and try again.`,
      data: { setting: names[0] ?? null },
    },
  );
}
