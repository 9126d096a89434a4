import type { Git } from './git.ts';
import { settingOf } from './local-config.ts';
import type { Setting } from './settings.ts';
import type { CloneRequest } from './types.ts';

/** The settings that a clone has for a contribution: its remotes, its branch, and what a partial clone needs. */
export function cloneSettings(request: CloneRequest, partial: boolean): readonly Setting[] {
  const { branch, originUrl, upstreamUrl } = request;
  return [
    ['remote.origin.url', originUrl],
    ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
    ...(upstreamUrl === null
      ? []
      : ([
          ['remote.upstream.url', upstreamUrl],
          ['remote.upstream.fetch', '+refs/heads/*:refs/remotes/upstream/*'],
        ] as const)),
    ...(partial
      ? ([
          ['core.repositoryformatversion', '1'],
          ['extensions.partialClone', 'origin'],
          ['remote.origin.promisor', 'true'],
          ['remote.origin.partialCloneFilter', 'blob:none'],
        ] as const)
      : []),
    [`branch.${branch}.remote`, 'origin'],
    [`branch.${branch}.merge`, `refs/heads/${branch}`],
  ];
}

/** Writes settings into the clone's configuration, those that are right already left alone. */
export async function writeSettings(
  git: Git,
  wanted: readonly Setting[],
  present: readonly Setting[],
): Promise<void> {
  for (const [key, value] of wanted) {
    if (settingOf(present, asGitWrites(key)) === value) continue;
    await git.answer(['config', '--local', '--replace-all', key, value]);
  }
}

/** git lists section and variable in lower case and leaves what stands between them. */
function asGitWrites(key: string): string {
  const first = key.indexOf('.');
  const last = key.lastIndexOf('.');
  return key.slice(0, first).toLowerCase() + key.slice(first, last) + key.slice(last).toLowerCase();
}
