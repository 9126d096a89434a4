import { contributionOf } from '../contribution-of.ts';
import type { Door } from '../door.ts';
import { openWeb } from '../open-web.ts';
import { IssueNode } from '../views/nodes/issue.ts';

/** *Open Pull Request*: of the contribution, or of whoever works on the issue. */
export async function run(door: Door, argument?: unknown): Promise<void> {
  if (argument instanceof IssueNode && !argument.entry.contribution && argument.entry.issue.claim)
    return openWeb(argument.entry.issue.claim.url);
  const contribution = await contributionOf(door, argument, 'openPullRequest');
  if (contribution?.claim?.pull) await openWeb(contribution.claim.pull.url);
}
