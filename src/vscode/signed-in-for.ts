import type { SymphonyContext } from '../symphony/context.ts';
import type { Contribution } from '../symphony/contribution.ts';
import type { Door } from './door.ts';

/** Longer than git takes in the largest clone; the push tells what was not seen until then. */
const LOOK_MS = 15_000;

/**
 * The engine's context for what pushes a contribution: asks for the sign-in when it is missing, and for the right to change
 * workflows where the push will need it.
 * @throws MaestroError `github.signed-out`, `github.no-workflow-scope`, `github.no-sign-in`.
 */
export async function signedInFor(door: Door, contribution: Contribution): Promise<SymphonyContext> {
  const { needsWorkflowScope } = await import('../symphony/workflow-scope.ts');
  const limit = AbortSignal.timeout(LOOK_MS);
  const workflows = await needsWorkflowScope(await door.context(), contribution, limit);
  return door.signedInContext({ workflows });
}
