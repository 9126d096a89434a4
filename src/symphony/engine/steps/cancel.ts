import { removeClone } from '../clone-removal.ts';
import type { Job } from '../job.ts';
import { withdraw } from '../withdraw.ts';

/**
 * The user gives the issue back: pull request closed politely, branch deleted. The clone stays unless its removal was asked for,
 * and also then when something would be lost by it that the user has not agreed to lose.
 */
export async function cancel(job: Job): Promise<void> {
  const { journal } = job;
  const { id, cancelling, claim } = journal.state();
  // Before the branch goes: afterwards its commits would count as pushed to a place that is no more.
  const clone = cancelling?.removeClone
    ? await removeClone(job, cancelling.loseUnsaved ?? null)
    : keptClone(job);
  const left = await withdraw(job, {
    marker: `cancel:${id}`,
    text: 'I have to give this issue back: the work on it was cancelled. It is free for somebody else. Thank you for your patience!',
  });
  if (clone) left.push(clone);
  if (claim?.forked) left.push(`your fork ${claim.head} (kept for later contributions)`);
  await journal.append({ type: 'cancelled', left });
}

function keptClone({ journal }: Job): string | null {
  const { clone } = journal.state();
  return clone && !clone.removed ? `the clone ${clone.dir} (kept)` : null;
}
