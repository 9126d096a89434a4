import type { PullRequest } from '../../github/types.ts';
import type { Job } from './job.ts';
import { withdraw } from './withdraw.ts';

/** Somebody was first: closes our pull request with a comment that names the winner, deletes the branch, and tells the user. */
export async function stepBack(job: Job, winner: PullRequest): Promise<void> {
  const left = await withdraw(job, {
    marker: `step-back:${job.journal.state().id}`,
    text: `#${winner.number} by ${winner.author} was opened first, so this pull request steps back. Good luck with it!`,
  });
  for (const what of left)
    await job.journal.append({ type: 'notice', code: 'claim.left', message: `Could not be undone: ${what}` });
  const { number, url, author } = winner;
  await job.journal.append({ type: 'claim_lost', winner: { number, url, author } });
}
