import { lstat, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { exists, isMissing } from '../../platform/files.ts';
import type { Home } from '../../platform/paths.ts';
import type { Redact } from '../../platform/redact.ts';
import { requireContained, requireRealFolder } from '../../runner/workspace/containment.ts';
import { prepareLaneClone } from '../../runner/workspace/lane-clone.ts';
import { type OpenOptions, openWorkspace } from '../../runner/workspace/open.ts';
import type { SourceRemote } from '../../runner/workspace/source.ts';
import type { GitAccess, Workspace } from '../../runner/workspace/types.ts';
import type { Workflow } from '../workflow/types.ts';
import type { CommandResult } from './command.ts';
import { runHook } from './hooks.ts';
import { noteGone, noteReady, type Owner, ownFolder } from './owner.ts';
import { removeFolder } from './remove-folder.ts';
import type { Lane } from './types.ts';

/** What a lane is made with. */
export interface LaneRequest {
  home: Pick<Home, 'orchestrator'>;
  configId: string;
  lane: Lane;
  /** The repository; null in specification mode, where the hooks fill the folder. */
  source: SourceRemote | null;
  /** How git reaches the forge; `env` is also what the hooks' environment is built from. */
  access: GitAccess;
  hooks: Workflow['hooks'];
  redact: Redact;
  signal: AbortSignal;
  onProgress?(stage: string, percent: number): void;
  /** Settings that could run a program are taken out of the lane's git configuration, and told here; without it they are refused. */
  onRestored?: OpenOptions['onRestored'];
}

/** A lane whose folder is there. */
export interface ReadyLane {
  lane: Lane;
  /** The folder is new. */
  created: boolean;
  /** What `after_create` said; null when it did not run. */
  afterCreate: CommandResult | null;
  /** The clone and its base; null in specification mode. */
  clone: { workspace: Workspace; defaultBranch: string; baseSha: string } | null;
}

/**
 * Makes the lane's folder, or takes the one that is there with the work in it, and runs `after_create` in one that is not
 * complete yet. The caller holds the lease. Call `requireSafeLane` right before an agent is started.
 * @throws MaestroError `lane.*`, `workspace.*`, `git.*`, `hook.*`; the signal's reason when cancelled.
 */
export async function prepareLane(request: LaneRequest): Promise<ReadyLane> {
  const { home, lane, signal, access, hooks, redact } = request;
  await requireRoot(lane);
  // A folder of somebody else's, which the hooks would have filled, is taken as it is.
  const adopted = request.source === null && (await exists(lane.dir));
  let owner = await ownFolder(home, request.configId, lane, { signal, adopted });
  if (owner.ready && !(await exists(lane.dir))) owner = await noteGone(home, owner);
  const { created, clone } = await makeFolder(request, owner);
  let afterCreate: CommandResult | null = null;
  if (created || !owner.ready) {
    afterCreate = await runHook(hooks, 'afterCreate', { dir: lane.dir, env: access.env, signal, redact });
    await noteReady(home, owner);
  }
  return { lane, created, afterCreate, clone };
}

/**
 * Makes sure that an agent that is started in the lane works on the lane and on nothing else: a real folder right in the
 * workspace root, a clone that is whole in itself, on the lane's branch.
 * @throws MaestroError `lane.*`, `workspace.*`, `git.*`, each with what to do.
 */
export async function requireSafeLane(
  request: Pick<LaneRequest, 'lane' | 'source' | 'access' | 'signal' | 'onRestored'>,
): Promise<void> {
  const { lane, source, access, signal, onRestored } = request;
  await requireRoot(lane);
  await requireRealFolder(lane.dir);
  if (source === null) return;
  await requireContained(lane.dir, source.cloneUrl, access, signal, onRestored);
  const branch = await openWorkspace(lane.dir, access, signal, source.cloneUrl, { onRestored }).branch();
  if (branch === lane.branch) return;
  throw new MaestroError(
    'lane.wrong-branch',
    `The lane ${lane.name} is on ${branch === null ? 'no branch' : `the branch ${branch}`}, not on ${lane.branch}.`,
    { remedy: `Switch back (git -C ${JSON.stringify(lane.dir)} switch ${lane.branch}), then try again.` },
  );
}

async function makeFolder(request: LaneRequest, owner: Owner): Promise<Pick<ReadyLane, 'created' | 'clone'>> {
  const { lane, source, access, signal, onProgress = () => undefined, onRestored } = request;
  if (source === null) {
    // What a hook has left half done is of no use to it the second time (git clones into an empty folder only).
    if (!owner.ready && (await exists(lane.dir))) await removeFolder(lane.dir);
    const created = (await mkdir(lane.dir, { recursive: true })) !== undefined;
    await requireRealFolder(lane.dir);
    return { created, clone: null };
  }
  const { dir, branch } = lane;
  const { created, ...base } = await prepareLaneClone({
    ...{ dir, branch, source, access, signal, onProgress, onRestored },
  });
  const workspace = openWorkspace(dir, access, signal, source.cloneUrl, { onRestored });
  return { created, clone: { workspace, ...base } };
}

/** The workspace root is made when it is missing. A link in its place could lead the lanes anywhere. */
async function requireRoot(lane: Lane): Promise<void> {
  const root = dirname(resolve(lane.dir));
  const stat = await lstat(root).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!stat) {
    await mkdir(root, { recursive: true });
    return;
  }
  if (stat.isDirectory()) return;
  const what = stat.isSymbolicLink() ? 'a symbolic link' : 'no folder';
  throw new MaestroError('lane.bad-root', `The workspace root ${root} is ${what}.`, {
    remedy: 'Set workspace_root to the real path of a folder.',
  });
}
