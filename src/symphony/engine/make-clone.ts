import { prepareClone } from '../../runner/workspace/clone.ts';
import type { CloneResult } from '../../runner/workspace/types.ts';
import { gitAccess } from './git-access.ts';
import { type Job, requireClaim } from './job.ts';
import { ownFolder } from './working-copy.ts';

const PROGRESS_MS = 1_000;

/** Clones (or reuses and fetches) into `dir` and checks the claim's branch out; journals the progress once a second. */
export async function makeClone(job: Job, dir: string): Promise<CloneResult> {
  const { ctx, journal, signal } = job;
  const facts = requireClaim(journal.state());
  let last = 0;
  let telling: Promise<unknown> = Promise.resolve();
  try {
    return await prepareClone({
      dir,
      originUrl: facts.headCloneUrl,
      upstreamUrl: facts.forked ? facts.baseCloneUrl : null,
      branch: facts.branch,
      sha: facts.sha ?? facts.baseSha,
      access: gitAccess(ctx, facts.headCloneUrl),
      signal,
      own: ownFolder(journal.state().id),
      onProgress(stage, percent) {
        const now = ctx.clock.now().getTime();
        if (now - last < PROGRESS_MS) return;
        last = now;
        // The await below shows whether it was written.
        telling = telling.then(() => journal.append({ type: 'clone_progress', stage, percent }));
      },
    });
  } finally {
    await telling;
  }
}
