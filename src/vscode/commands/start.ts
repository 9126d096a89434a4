import { parseTarget, type Target } from '../../symphony/start/target.ts';
import type { Door } from '../door.ts';
import { launcher } from '../launch.ts';
import { followToClone } from '../start/follow.ts';
import { questions } from '../start/questions.ts';
import { WindowService } from '../service.ts';
import { walk } from '../start/steps.ts';
import { IssueNode } from '../views/nodes/issue.ts';
import type { ProjectsView } from '../views/projects-view.ts';
import { openClone } from './open-clone.ts';

/**
 * *Start Symphony*: asks what is still open, shows what would be done, claims the issue and opens the clone.
 * @param argument an issue's row, `owner/repo#12`, an issue's address, or nothing.
 * @returns the contribution's id; undefined when it was cancelled.
 */
export async function run(
  door: Door,
  projects: ProjectsView,
  argument?: unknown,
): Promise<string | undefined> {
  door.requireTrust();
  const ctx = await door.signedInContext();
  const target = targetOf(argument, ctx.github.webUrl);
  const service = await WindowService.open(ctx, door.command('symphony', 'service'));
  let id: string;
  try {
    await walk({ target }, await questions(door, projects, service, ctx.github.webUrl, target));
    id = await service.create();
  } finally {
    await service.close();
  }
  await launcher(door, ctx, id)();
  const contribution = await followToClone(door, ctx, id);
  if (!contribution) return undefined;
  await openClone(contribution);
  return id;
}

function targetOf(argument: unknown, webUrl: string): Target | undefined {
  if (argument instanceof IssueNode) {
    const { slug, number } = argument.entry.issue;
    return { slug, issue: number };
  }
  return typeof argument === 'string' ? parseTarget(argument, webUrl) : undefined;
}
