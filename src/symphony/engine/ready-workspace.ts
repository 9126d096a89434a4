import { restoredWords } from '../../runner/workspace/config-restore.ts';
import { inspectFolder } from '../../runner/workspace/inspect.ts';
import { openWorkspace } from '../../runner/workspace/open.ts';
import type { Workspace } from '../../runner/workspace/types.ts';
import { copyDocuments } from './documents.ts';
import { gitAccess } from './git-access.ts';
import { type Job, requireClaim, requireClone } from './job.ts';
import { makeClone } from './make-clone.ts';
import { ownFolder } from './working-copy.ts';

/**
 * The clone, opened for work, on the claim's branch. One that was deleted meanwhile is made again from what was pushed.
 * What was done on other branches is brought onto it.
 * @throws MaestroError `workspace.not-merged`.
 */
export async function readyWorkspace(job: Job): Promise<Workspace> {
  const { ctx, journal, signal } = job;
  const facts = requireClaim(journal.state());
  const dir = requireClone(journal.state());
  const found = await inspectFolder(dir, ctx.env);
  if (found === 'missing' || found === 'empty') {
    await journal.append({
      type: 'notice',
      code: 'workspace.recreated',
      message: `The clone ${dir} was gone; it is made again from what was pushed.`,
    });
    await makeClone(job, dir);
    await copyDocuments(job, dir);
  }
  const { headCloneUrl } = facts;
  const own = ownFolder(journal.state().id);
  const workspace = openWorkspace(dir, gitAccess(ctx, headCloneUrl), signal, headCloneUrl, {
    own,
    onRestored: (keys) =>
      journal.append({
        type: 'notice',
        code: 'git.config-restored',
        message: restoredWords(keys),
      }),
  });
  // A clone of an earlier version hides too much.
  await workspace.excludeOwn();
  const { pushedSha } = journal.state();
  const known = [pushedSha, facts.sha ?? facts.baseSha].filter((sha) => sha !== null);
  const words = await workspace.bringHome({
    ...{ branch: facts.branch, known, identity: facts.author },
    afterTurn: false,
  });
  if (words.length > 0)
    await journal.append({ type: 'notice', code: 'workspace.brought-home', message: words.join(' ') });
  return workspace;
}
