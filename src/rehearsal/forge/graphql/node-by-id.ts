import { readNodeId } from '../view/node-id.ts';
import { canRead } from '../world/rights.ts';
import { issuesOf, pullsOf } from '../world/world.ts';
import { issueNode, pullNode } from './nodes.ts';
import { problem } from './problem.ts';
import type { View } from './view.ts';

/** An issue or a pull request by its global id; an error of its place in the list when the viewer sees none. */
export function nodeById(view: View, id: string): object | Error {
  const [issue, pull] = [readNodeId('issue', id), readNodeId('pull', id)];
  for (const repository of view.world.repositories.values()) {
    if (!canRead(repository, view.user)) continue;
    const foundIssue = issuesOf(repository).find((one) => one.id === issue);
    if (foundIssue) return issueNode(view, foundIssue);
    const foundPull = pullsOf(repository).find((one) => one.id === pull);
    if (foundPull) return pullNode(view, foundPull);
  }
  return problem('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}
