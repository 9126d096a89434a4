import { join } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { withAccess } from './access.ts';
import { requireCloneUrl } from './address.ts';
import type { Restoring } from './config-guard.ts';
import { requireContained } from './containment.ts';
import { fetchBranch } from './fetch.ts';
import { moveInto } from './fresh-clone.ts';
import { CLONE_MS, type Git, gitAt, inClone } from './git.ts';
import { inspectFolder } from './inspect.ts';
import { requireBranchName } from './names.ts';
import { type OnProgress, progressReader } from './progress.ts';
import { writeSettings } from './remotes.ts';
import { makeSibling, removeDeadSiblings, removeSibling } from './siblings.ts';
import type { SourceRemote } from './source.ts';
import type { GitAccess } from './types.ts';

/** The clone that a lane is to be. */
export interface LaneClone {
  dir: string;
  branch: string;
  source: SourceRemote;
  access: GitAccess;
  signal: AbortSignal;
  onProgress: OnProgress;
  /** Settings that could run a program are taken out of a lane that was there, and told here. */
  onRestored?: Restoring['onRestored'];
}

/** The clone as it is now. */
export interface LaneCloneFacts {
  created: boolean;
  defaultBranch: string;
  /** The default branch's newest commit. */
  baseSha: string;
}

/**
 * Makes the folder a whole clone of its own on a new branch from the default branch's tip, or takes the one that is there
 * with the work in it, after `requireContained`; then only `origin`'s default branch is fetched. It is a full clone: the agent
 * has no credentials with which git could fetch contents later. Safe to call again after any crash.
 * @throws MaestroError `workspace.*` or `git.*`, among them `workspace.empty-source`; the signal's reason when cancelled.
 */
export async function prepareLaneClone(lane: LaneClone): Promise<LaneCloneFacts> {
  requireBranchName(lane.branch);
  requireCloneUrl(lane.source.cloneUrl, lane.access.origin);
  await removeDeadSiblings(lane.dir);
  const found = await inspectFolder(lane.dir, lane.access.env, lane.signal);
  return found === 'missing' || found === 'empty' ? make(lane) : reuse(lane);
}

async function make(lane: LaneClone): Promise<LaneCloneFacts> {
  const { access, branch, signal } = lane;
  const folder = await makeSibling(lane.dir, 'partial');
  try {
    const dir = join(folder, 'clone');
    // No template: the user's own would bring hooks.
    await gitAt({ at: [], env: access.env, signal }).answer([
      ...['init', '--quiet', '--template=', `--initial-branch=${branch}`, dir],
    ]);
    const git = gitAt({ at: inClone(dir), env: access.env, signal });
    await writeSettings(
      git,
      [
        ['remote.origin.url', lane.source.remoteUrl],
        ['remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*'],
        [`branch.${branch}.remote`, 'origin'],
        [`branch.${branch}.merge`, `refs/heads/${branch}`],
      ],
      [],
    );
    const base = await fetchDefault(lane, dir, git);
    await git.answer(['checkout', '--progress', '--no-track', '-B', branch, base.baseSha, '--'], {
      timeoutMs: CLONE_MS,
      onStderr: progressReader('files', lane.onProgress),
    });
    signal.throwIfAborted();
    await moveInto(dir, lane.dir);
    return { created: true, ...base };
  } finally {
    await removeSibling(folder);
  }
}

async function reuse(lane: LaneClone): Promise<LaneCloneFacts> {
  const { access, dir, signal, source } = lane;
  await requireContained(dir, source.cloneUrl, access, signal, lane.onRestored);
  const git = gitAt({ at: inClone(dir), env: access.env, signal });
  return { created: false, ...(await fetchDefault(lane, dir, git)) };
}

/** Brings `refs/remotes/origin/{default branch}` up to date. `git` is the clone's. */
async function fetchDefault(
  lane: LaneClone,
  dir: string,
  git: Git,
): Promise<{ defaultBranch: string; baseSha: string }> {
  const { access, signal, source, onProgress } = lane;
  const refs = await git.text([
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/remotes',
  ]);
  const target = { dir, url: source.cloneUrl, partial: false, access, signal, refs };
  const found = await withAccess(target, async (remote) => {
    const defaultBranch = await defaultBranchOf(remote);
    const { tip } = await fetchBranch(remote, defaultBranch, {
      partial: false,
      timeoutMs: CLONE_MS,
      onProgress,
    });
    return { defaultBranch, baseSha: tip };
  });
  const tracking = `refs/remotes/origin/${found.defaultBranch}`;
  await git.answer(['update-ref', tracking, found.baseSha]);
  await git.answer(['symbolic-ref', 'refs/remotes/origin/HEAD', tracking]);
  return found;
}

/** The branch that `HEAD` is on the remote. `remote` is a git of `withAccess`. */
async function defaultBranchOf(remote: Git): Promise<string> {
  const told = await remote.text(['ls-remote', '--symref', 'origin', 'HEAD']);
  const name = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(told)?.[1];
  if (name !== undefined) return requireBranchName(name);
  throw new MaestroError(
    'workspace.empty-source',
    'The repository has no default branch with a commit on it.',
    {
      remedy: 'Push a first commit to its default branch, then try again.',
    },
  );
}
