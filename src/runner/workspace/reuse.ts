import { sameRepository } from './address.ts';
import { requireUntampered } from './config-guard.ts';
import { excludeOwn } from './exclude.ts';
import { checkOut, contains, fill } from './fill.ts';
import { type Git, gitAt, inClone } from './git.ts';
import { parseConfig, readConfigText, settingOf } from './local-config.ts';
import { describeUnsaved, occupied } from './occupied.ts';
import { currentBranch } from './open.ts';
import { unfinishedOperation } from './operations.ts';
import { cloneSettings, writeSettings } from './remotes.ts';
import { clearStaleLocks } from './stale-locks.ts';
import type { CloneRequest } from './types.ts';
import { nothingUnsaved, unsavedWork } from './unsaved.ts';

/**
 * Takes an existing clone of the same project for the request: its new commits are fetched and the branch checked out. A clone
 * that holds this very branch already (an attempt that was interrupted) is taken as it stands, with the work in it.
 * @throws MaestroError `workspace.occupied` when it holds anything that exists nowhere else.
 */
export async function reuseClone(request: CloneRequest): Promise<{ partial: boolean }> {
  const { dir, access, signal } = request;
  const text = await readConfigText(dir);
  if (text === undefined) throw occupied(dir, 'is not an ordinary clone');
  const settings = await parseConfig(text, access.env, signal);
  requireUntampered(dir, settings, null);
  const partial = settingOf(settings, 'remote.origin.promisor') === 'true';
  const oldOrigin = settingOf(settings, 'remote.origin.url') ?? '';
  const git = gitAt({ at: inClone(dir), env: access.env, signal });
  if (await isThisClaim(git, request, oldOrigin)) {
    if (request.own !== null) await excludeOwn(dir, request.own);
    return { partial };
  }
  await requireSpare(git, dir);
  await clearStaleLocks(dir, await currentBranch(git), signal);
  const refs = await git.text([
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/remotes',
  ]);
  const { tip } = await fill(request, dir, { partial, refs });
  await writeSettings(git, cloneSettings(request, partial), settings);
  if (request.own !== null) await excludeOwn(dir, request.own);
  if (!sameRepository(oldOrigin, request.originUrl)) await forgetTracking(git);
  await checkOut(git, request, tip);
  return { partial };
}

async function isThisClaim(git: Git, request: CloneRequest, origin: string): Promise<boolean> {
  if (!sameRepository(origin, request.originUrl)) return false;
  return (await currentBranch(git)) === request.branch && contains(git, 'HEAD', request.sha);
}

async function requireSpare(git: Git, dir: string): Promise<void> {
  if ((await unfinishedOperation(dir)) !== null) throw occupied(dir, 'is in the middle of a merge or rebase');
  const work = await unsavedWork(git);
  if (!nothingUnsaved(work)) throw occupied(dir, describeUnsaved(work));
}

/** What the old origin's branches were is not what the new one's are. */
async function forgetTracking(git: Git): Promise<void> {
  const names = await git.text(['for-each-ref', '--format=delete %(refname)', 'refs/remotes/origin']);
  if (names !== '') await git.answer(['update-ref', '--no-deref', '--stdin'], { input: `${names}\n` });
}
