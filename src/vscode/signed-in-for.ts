import { describeError } from '../platform/errors.ts';
import type { SymphonyContext } from '../symphony/context.ts';
import type { Contribution } from '../symphony/contribution.ts';
import { atMost } from './at-most.ts';
import type { Door } from './door.ts';
import { withService } from './service.ts';

/** Longer than git takes in the largest clone; the push tells what was not seen until then. */
const LOOK_MS = 15_000;

/**
 * The engine's context for what pushes a contribution: asks for the sign-in when it is missing, and for the right to change
 * workflows where the push will need it.
 * @throws MaestroError `github.signed-out`, `github.no-workflow-scope`, `github.no-sign-in`.
 */
export async function signedInFor(door: Door, contribution: Contribution): Promise<SymphonyContext> {
  return door.signedInContext({ workflows: await needsWorkflows(door, contribution) });
}

/** False also where it cannot be seen. */
async function needsWorkflows(door: Door, { id }: Contribution): Promise<boolean> {
  const ctx = await door.context();
  let needed = false;
  const looking = withService(door, ctx, async (service) => {
    const asked = service.needsWorkflows(id).then((answer) => {
      needed = answer;
    });
    // Its process ends with the limit, and what was asked of it, too.
    asked.catch(() => undefined);
    await atMost(LOOK_MS, asked);
  });
  await looking.catch((error: unknown) => door.log.warn(ctx.redact(describeError(error))));
  return needed;
}
