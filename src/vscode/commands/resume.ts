import { asMaestroError } from '../../platform/errors.ts';
import { resume } from '../../symphony/control.ts';
import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { launcher } from '../launch.ts';
import { raiseAndResume } from './raise-budget.ts';
import { signedInFor } from '../signed-in-for.ts';

/** *Resume Contribution*: goes on after its last finished task; where a budget leaves no room for that, by raising it. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  door.requireTrust();
  const contribution = await contributionOf(door, argument, 'resume');
  if (!contribution) return;
  const ctx = await signedInFor(door, contribution);
  try {
    await resume(ctx, contribution.id, launcher(door, ctx, contribution.id));
  } catch (error) {
    if (asMaestroError(error).code !== 'budget.used-up') throw error;
    await raiseAndResume(door, contribution);
  }
}
