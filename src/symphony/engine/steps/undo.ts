import { removeClone } from '../clone-removal.ts';
import type { Job } from '../job.ts';
import { withdraw } from '../withdraw.ts';

/** Takes back what was done before a failure, newest first, and ends with that failure and what could not be undone. */
export async function undo(job: Job): Promise<void> {
  const { journal } = job;
  const { id, undoing, claim } = journal.state();
  if (!undoing) return;
  const clone = await removeClone(job, null);
  const left = await withdraw(job, {
    marker: `undo:${id}`,
    text: 'The work on this issue could not begin because of a problem on my side, so I give it back. It is free for somebody else.',
  });
  if (clone) left.unshift(clone);
  if (claim?.forked) left.push(`your fork ${claim.head} (kept for later contributions)`);
  await journal.append({ type: 'failed', ...undoing, left });
}
