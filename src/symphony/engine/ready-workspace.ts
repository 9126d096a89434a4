import { MaestroError } from '../../platform/errors.ts';
import { inspectFolder } from '../../runner/workspace/inspect.ts';
import { openWorkspace } from '../../runner/workspace/open.ts';
import type { Workspace } from '../../runner/workspace/types.ts';
import { copyDocuments } from './documents.ts';
import { gitAccess } from './git-access.ts';
import { type Job, requireClaim, requireClone } from './job.ts';
import { makeClone } from './make-clone.ts';
import { ownFolder } from './working-copy.ts';

const MAX_NAMED = 10;

/**
 * The clone, opened for work, on the claim's branch. One that was deleted meanwhile is made again from what was pushed.
 * @throws MaestroError `workspace.wrong-branch`.
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
        message: `Settings that can run a program or lead git elsewhere were taken out of the clone's git configuration: ${keys.slice(0, MAX_NAMED).join(', ')}${keys.length > MAX_NAMED ? ' …' : ''}.`,
      }),
  });
  // A clone of an earlier version hides too much.
  await workspace.excludeOwn();
  const branch = await workspace.branch();
  if (branch === facts.branch) return workspace;
  throw new MaestroError(
    'workspace.wrong-branch',
    `The clone ${dir} is ${branch === null ? 'on no branch' : `on the branch ${branch}`}, not on ${facts.branch}.`,
    { remedy: `Switch back (git -C ${JSON.stringify(dir)} switch ${facts.branch}), then resume.` },
  );
}
