import { requireCloneUrl } from './address.ts';
import { bringHome } from './bring-home.ts';
import { commitAll } from './commit.ts';
import { configGuard, type Restoring } from './config-guard.ts';
import { diffStat, diffText, isChangedBelow } from './diff.ts';
import { excludeOwn } from './exclude.ts';
import { type Git, gitAt, inClone } from './git.ts';
import { parseConfig, readConfigText, settingOf } from './local-config.ts';
import { requireSha } from './names.ts';
import { push } from './push.ts';
import { clearStaleLocks } from './stale-locks.ts';
import { committable, readStatus } from './status.ts';
import type { GitAccess, Workspace } from './types.ts';
import { unsavedWork } from './unsaved.ts';

/** How a clone is opened. */
export interface OpenOptions {
  /** Our own folder in it, relative, which is in no commit; null for none. */
  own?: string | null;
  /** Settings that could run a program are taken out of its configuration, and told here; without it they are refused. */
  onRestored?: Restoring['onRestored'];
}

/**
 * Opens a clone for work. `originUrl` is the repository that was cloned and is pushed to; it comes from our own records, never
 * from the clone, where an agent could have changed it. Without it the clone can be read and committed to, not pushed.
 */
export function openWorkspace(
  dir: string,
  access: GitAccess,
  signal: AbortSignal,
  originUrl: string | null = null,
  { own = null, onRestored }: OpenOptions = {},
): Workspace {
  const url = originUrl === null ? null : requireCloneUrl(originUrl, access.origin);
  const { privateDir } = access;
  const restoring = onRestored ? { privateDir, onRestored } : null;
  const check = configGuard(dir, url, access, signal, restoring);
  const git = gitAt({ at: inClone(dir), env: access.env, signal });
  const guarded = async <T>(work: (git: Git) => Promise<T>): Promise<T> => {
    await check();
    return work(git);
  };
  const branch = (): Promise<string | null> => guarded(currentBranch);

  return {
    dir,
    branch,
    head: () => guarded((git) => git.text(['rev-parse', '--verify', 'HEAD'])),
    mergeBase: (sha) => guarded((git) => mergeBase(git, requireSha(sha))),
    excludeOwn: async () => void (own !== null && (await excludeOwn(dir, own))),
    changes: () => guarded(async (git) => committable(await readStatus(git), own)),
    async commitAll(message, identity, signOff) {
      await clearStaleLocks(dir, await branch(), signal);
      return guarded((git) => commitAll(git, { dir, own }, message, identity, signOff));
    },
    async bringHome(home) {
      await clearStaleLocks(dir, await branch(), signal);
      return guarded((git) => bringHome(git, { dir, own }, home));
    },
    push: (name) =>
      guarded(async (git) =>
        push(git, { dir, url, partial: await isPartial(dir, access, signal), access, signal }, name),
      ),
    diffStat: (fromSha) => guarded((git) => diffStat(git, fromSha)),
    isChangedBelow: (fromSha, folder) => guarded((git) => isChangedBelow(git, fromSha, folder)),
    diffText: (fromSha, maxBytes) => guarded((git) => diffText(git, fromSha, maxBytes)),
    unsavedWork: () => guarded((git) => unsavedWork(git, own)),
  };
}

/** The checked-out branch; null when detached. */
export async function currentBranch(git: Git): Promise<string | null> {
  const { code, stdout } = await git.answer(['symbolic-ref', '--quiet', '--short', 'HEAD'], { accept: [1] });
  return code === 0 ? stdout.trim() : null;
}

async function mergeBase(git: Git, sha: string): Promise<string | null> {
  const { code, stdout } = await git.answer(['merge-base', 'HEAD', sha], { accept: [1] });
  return code === 0 ? stdout.trim() : null;
}

/** True when the clone promises contents that it does not have. */
async function isPartial(dir: string, access: GitAccess, signal: AbortSignal): Promise<boolean> {
  const text = (await readConfigText(dir)) ?? '';
  return settingOf(await parseConfig(text, access.env, signal), 'remote.origin.promisor') === 'true';
}
