import { COMMIT, VERSION } from '../platform/version.ts';

/** What `--version` prints: the version, and with `--json` beside it what it was built from and where it runs. */
export function versionText(args: readonly string[]): string {
  if (!args.includes('--json')) return VERSION;
  const { platform, arch, version: node } = process;
  return JSON.stringify({ version: VERSION, commit: COMMIT, platform, arch, node });
}
