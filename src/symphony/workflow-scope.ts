import { gitAccess } from './engine/git-access.ts';
import type { SymphonyContext } from './context.ts';
import type { Contribution } from './contribution.ts';
import { describeError } from '../platform/errors.ts';
import { openWorkspace } from '../runner/workspace/open.ts';

/** Where a change needs a right of its own to be pushed (the scope `workflow`). */
const FOLDER = '.github/workflows';

/**
 * Whether a push of the contribution needs the scope `workflow`: its last one did, or what is committed in its clone changes
 * workflows. False also where that cannot be seen, as the push will tell.
 */
export async function needsWorkflowScope(
  ctx: SymphonyContext,
  { problem, clone, claim }: Contribution,
  signal: AbortSignal,
): Promise<boolean> {
  if (problem?.code === 'git.workflow-scope') return true;
  if (!clone?.ready || clone.removed || !claim) return false;
  try {
    const workspace = openWorkspace(clone.dir, gitAccess(ctx, claim.headCloneUrl), signal);
    return await workspace.isChangedBelow(claim.baseSha, FOLDER);
  } catch (error) {
    ctx.log.warn(ctx.redact(`Whether workflows were changed could not be seen: ${describeError(error)}`));
    return false;
  }
}
