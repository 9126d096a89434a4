import { exists } from '../../platform/files.ts';
import { requireRealFolder } from '../../runner/workspace/containment.ts';
import { removeDeadSiblings } from '../../runner/workspace/siblings.ts';
import type { CommandResult } from './command.ts';
import { runHook } from './hooks.ts';
import { disown, ownFolder } from './owner.ts';
import type { LaneRequest } from './prepare.ts';
import { removeFolder } from './remove-folder.ts';

/**
 * Removes a lane with everything in it, after its `before_remove` hook, whose failure stops nothing. The caller holds the
 * lease and has made sure that the folder is ours (`Owner.adopted`) and that the work is not needed any more. Safe to call again after a crash: the folder goes away in one
 * step, and what is left of it is hidden beside it.
 * @throws MaestroError `lane.name-taken`, `workspace.is-link`.
 */
export async function removeLane(
  request: Pick<LaneRequest, 'home' | 'configId' | 'lane' | 'hooks' | 'access' | 'signal' | 'redact'>,
): Promise<CommandResult | null> {
  const { home, lane, hooks, access, signal, redact } = request;
  // Another issue's folder may have this name in other letters.
  await ownFolder(home, request.configId, lane, { signal });
  await removeDeadSiblings(lane.dir);
  let told: CommandResult | null = null;
  if (await exists(lane.dir)) {
    await requireRealFolder(lane.dir);
    told = await runHook(hooks, 'beforeRemove', { dir: lane.dir, env: access.env, signal, redact });
    await removeFolder(lane.dir);
  }
  await disown(home, lane);
  return told;
}
