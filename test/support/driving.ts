import type { Contribution } from '../../src/symphony/contribution.ts';
import { sendRequest } from '../../src/symphony/requests.ts';
import { isEnded } from '../../src/symphony/states.ts';
import type { Contributor } from './symphony.ts';

/** Resumes as a user would, again and again, until the contribution is handed over or has ended; every state on the way. */
export async function resumeToEnd(
  who: Contributor,
  id: string,
  first: Contribution,
): Promise<Contribution[]> {
  const states = [first];
  for (let times = 0; times < 4; times++) {
    const last = states.at(-1) as Contribution;
    if (last.state === 'ready_for_review' || (isEnded(last.state) && last.state !== 'failed')) break;
    await sendRequest(who.ctx.home, id, { kind: 'resume' });
    states.push(await who.run(id));
  }
  return states;
}
