import { requireCloneUrl, sameRepository } from './address.ts';
import { freshClone } from './fresh-clone.ts';
import { type FolderKind, inspectFolder } from './inspect.ts';
import { requireBranchName, requireSha } from './names.ts';
import { occupied } from './occupied.ts';
import { reuseClone } from './reuse.ts';
import { removeDeadSiblings } from './siblings.ts';
import type { CloneRequest, CloneResult } from './types.ts';

/**
 * Makes the folder a clone with the claim's branch checked out: a new one, or an existing clean clone of the same project
 * brought up to date. Safe to call again after any crash.
 * @throws MaestroError `workspace.occupied` when the folder is anything else (it is not touched), `workspace.claim-missing`,
 * `git.*`; the signal's reason when cancelled, with nothing left behind.
 */
export async function prepareClone(asked: CloneRequest): Promise<CloneResult> {
  const request = checked(asked);
  await removeDeadSiblings(request.dir);
  const found = await inspectFolder(request.dir, request.access.env, request.signal);
  if (found === 'missing' || found === 'empty') return { ...(await freshClone(request)), reused: false };
  if (found === 'other') throw occupied(request.dir, 'exists and is not a clone of this project');
  if (!isSameProject(found, request)) throw occupied(request.dir, 'is a clone of another project');
  return { ...(await reuseClone(request)), reused: true };
}

/** Everything in a request that becomes a word of a command or of a configuration is looked at first. */
function checked(request: CloneRequest): CloneRequest {
  const { origin } = request.access;
  requireBranchName(request.branch);
  requireSha(request.sha);
  return {
    ...request,
    originUrl: requireCloneUrl(request.originUrl, origin),
    upstreamUrl: request.upstreamUrl === null ? null : requireCloneUrl(request.upstreamUrl, origin),
  };
}

function isSameProject(found: Exclude<FolderKind, string>, request: CloneRequest): boolean {
  const ours = [request.originUrl, request.upstreamUrl].filter((url) => url !== null);
  return [found.clone, found.upstreamUrl].some(
    (theirs) => theirs !== null && ours.some((url) => sameRepository(url, theirs)),
  );
}
