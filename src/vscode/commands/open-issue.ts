import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { openWeb } from '../open-web.ts';
import { IssueNode } from '../views/nodes/issue.ts';

/** *Open Issue*: on GitHub. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  if (argument instanceof IssueNode) return openWeb(argument.entry.issue.url);
  const contribution = await contributionOf(door, argument, 'attach');
  if (contribution) await openWeb(contribution.start.issue.url);
}
