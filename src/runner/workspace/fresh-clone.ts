import { rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { isMissing } from '../../platform/files.ts';
import { excludeOwn } from './exclude.ts';
import { checkOut, fill } from './fill.ts';
import { gitAt, inClone } from './git.ts';
import { occupied } from './occupied.ts';
import { cloneSettings, writeSettings } from './remotes.ts';
import { makeSibling, removeSibling } from './siblings.ts';
import type { CloneRequest } from './types.ts';

/**
 * Makes a new clone in a missing or empty folder. It is made whole beside it and then renamed, so that no crash or cancel
 * leaves half a clone under the real name. Partial when the server can, full otherwise.
 */
export async function freshClone(request: CloneRequest): Promise<{ partial: boolean }> {
  try {
    return await attempt(request, true);
  } catch (error) {
    // Servers refuse filters in many words (or choke on them): any failure that is not of the network, the rights or the
    // disk gets one more chance without.
    if (!(error instanceof MaestroError) || error.code !== 'git.failed') throw error;
    return attempt(request, false);
  }
}

async function attempt(request: CloneRequest, wishPartial: boolean): Promise<{ partial: boolean }> {
  const { access, signal } = request;
  const folder = await makeSibling(request.dir, 'partial');
  try {
    const dir = join(folder, 'clone');
    const git = gitAt({ at: inClone(dir), env: access.env, signal });
    // No template: the user's own would bring hooks.
    await gitAt({ at: [], env: access.env, signal }).answer([
      ...['init', '--quiet', '--template=', `--initial-branch=${request.branch}`, dir],
    ]);
    const { tip, partial } = await fill(request, dir, { partial: wishPartial, refs: '' });
    await writeSettings(git, cloneSettings(request, partial), []);
    if (request.own !== null) await excludeOwn(dir, request.own);
    await checkOut(git, request, tip);
    signal.throwIfAborted();
    await moveInto(dir, request.dir);
    return { partial };
  } finally {
    await removeSibling(folder);
  }
}

/** Gives the finished clone its name, unless somebody else was faster. */
export async function moveInto(from: string, to: string): Promise<void> {
  try {
    // Windows does not rename onto an empty folder; a folder that is not empty stops us here.
    await rmdir(to);
  } catch (error) {
    if (!isMissing(error)) throw occupied(to, 'was filled by something else meanwhile', error);
  }
  try {
    await rename(from, to);
  } catch (cause) {
    throw occupied(to, 'could not be given the finished clone', cause);
  }
}
