import { removeClone } from '../clone-removal.ts';
import type { Job } from '../job.ts';
import { withdraw } from '../withdraw.ts';

/** The user gives the issue back: pull request closed politely, branch deleted, clone removed when nothing is lost by it. */
export async function cancel(job: Job): Promise<void> {
  const { journal } = job;
  const { id, cancelling, claim } = journal.state();
  // Before the branch goes: afterwards its commits would count as pushed to a place that is no more.
  const clone = await removeClone(job, cancelling?.removeClone ?? false);
  const left = await withdraw(job, {
    marker: `cancel:${id}`,
    text: 'I have to give this issue back: the work on it was cancelled. It is free for somebody else. Thank you for your patience!',
  });
  if (clone) left.push(clone);
  if (claim?.forked) left.push(`your fork ${claim.head} (kept for later contributions)`);
  await journal.append({ type: 'cancelled', left });
}
