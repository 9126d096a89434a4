import { page } from '../http/paging.ts';
import { notFound } from '../http/problem.ts';
import type { Call, Route } from '../http/router.ts';
import { issueView } from '../view/issue.ts';
import { canRead } from '../world/rights.ts';
import { itemOf, repositoryOf } from './lookup.ts';

/** Which issues must be closed first. */
export const dependencyRoutes: readonly Route[] = [
  { operation: 'GET /repos/{owner}/{repo}/issues/{issue_number}/dependencies/blocked_by', handle: list },
];

function list(call: Call) {
  const repository = repositoryOf(call);
  const item = itemOf(call, repository, 'issue_number');
  if (item.kind !== 'issue' || !repository.options.dependencies) throw notFound();
  const visible = item.blockedBy.filter((blocker) => canRead(blocker.repository, call.user));
  return page(visible, call.url, (blocker) => issueView(call.world, blocker));
}
