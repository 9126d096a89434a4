import * as z from 'zod';
import { json } from '../http/answer.ts';
import { page } from '../http/paging.ts';
import { GitHubProblem } from '../http/problem.ts';
import type { Call, Route } from '../http/router.ts';
import { labelView } from '../view/issue.ts';
import { labelNamed, touch } from '../world/issues.ts';
import type { Issue, Pull, Repository } from '../world/types.ts';
import { LabelName } from './issues.ts';
import { itemOf, parse, pusher, repositoryOf } from './lookup.ts';

/** Labels of a repository, and of an issue. */
export const labelRoutes: readonly Route[] = [
  { operation: 'GET /repos/{owner}/{repo}/labels', handle: list },
  { operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels', handle: addLabels },
  { operation: 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', handle: removeLabel },
];

function list(call: Call) {
  const repository = repositoryOf(call);
  return page([...repository.labels.values()], call.url, (label) => labelView(call.world, repository, label));
}

const NewLabels = z.union([
  z.object({ labels: z.array(LabelName) }).transform(({ labels }) => labels),
  z.array(LabelName),
]);

function addLabels(call: Call) {
  const repository = repositoryOf(call);
  const item = itemOf(call, repository, 'issue_number');
  pusher(call, repository);
  for (const name of parse(NewLabels, call.body, 'Label')) {
    const label = labelNamed(call.world, repository, name);
    if (!item.labels.includes(label)) item.labels.push(label);
  }
  touch(call.world, item);
  return labelsOf(call, repository, item);
}

function removeLabel(call: Call) {
  const repository = repositoryOf(call);
  const item = itemOf(call, repository, 'issue_number');
  pusher(call, repository);
  const name = call.params.name?.toLowerCase();
  const at = item.labels.findIndex((label) => label.name.toLowerCase() === name);
  if (at < 0) throw new GitHubProblem(404, 'Label does not exist');
  item.labels.splice(at, 1);
  touch(call.world, item);
  return labelsOf(call, repository, item);
}

function labelsOf(call: Call, repository: Repository, item: Issue | Pull) {
  return json(
    200,
    item.labels.map((label) => labelView(call.world, repository, label)),
  );
}
