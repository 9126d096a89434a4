import * as z from 'zod';
import { json } from '../http/answer.ts';
import { page } from '../http/paging.ts';
import { GitHubProblem } from '../http/problem.ts';
import type { Call, Route } from '../http/router.ts';
import { commentView, issueView } from '../view/issue.ts';
import { addComment, labelNamed, openIssue, setIssueState, touch } from '../world/issues.ts';
import { closePull, reopenPull } from '../world/pulls.ts';
import { canPush } from '../world/rights.ts';
import type { Issue, Pull, Repository, User } from '../world/types.ts';
import { Body, itemOf, parse, repositoryOf, signedIn, Title } from './lookup.ts';
import { sortItems } from './sort.ts';

/** Issues, their labels and comments; pull requests have them too, under the same numbers. */
export const issueRoutes: readonly Route[] = [
  { operation: 'GET /repos/{owner}/{repo}/issues', handle: list },
  { operation: 'POST /repos/{owner}/{repo}/issues', handle: create },
  { operation: 'GET /repos/{owner}/{repo}/issues/{issue_number}', handle: get },
  { operation: 'PATCH /repos/{owner}/{repo}/issues/{issue_number}', handle: update },
  { operation: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments', handle: listComments },
  { operation: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments', handle: createComment },
];

function list(call: Call) {
  const query = call.url.searchParams;
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').toLowerCase().split(',').filter(Boolean);
  const since = query.get('since');
  const items = [...repositoryOf(call).items.values()].filter((item) => {
    if (state !== 'all' && item.state !== state) return false;
    if (since && item.updatedAt < since) return false;
    const names = item.labels.map(({ name }) => name.toLowerCase());
    return labels.every((label) => names.includes(label));
  });
  return page(sortItems(items, query.get('sort'), query.get('direction') ?? 'desc'), call.url, (item) =>
    issueView(call.world, item),
  );
}

/** A label by its name, alone or in an object. */
export const LabelName = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const NewIssue = z.object({
  // GitHub takes a number for a title and writes it out.
  title: z.union([Title, z.number().transform(String)]),
  body: Body,
  labels: z.array(LabelName).default([]),
});

function create(call: Call) {
  const author = signedIn(call);
  const repository = repositoryOf(call);
  refuseArchived(repository);
  const input = parse(NewIssue, call.body, 'Issue');
  // As on GitHub: who may not push may not label, and that is not said.
  const labels = canPush(repository, author) ? input.labels : [];
  const issue = openIssue(call.world, repository, { ...input, labels, author });
  return json(201, issueView(call.world, issue));
}

function get(call: Call) {
  return json(200, issueView(call.world, itemOf(call, repositoryOf(call), 'issue_number')));
}

const IssueChange = z.object({
  title: Title.optional(),
  body: z.string().max(65_536).nullish(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish(),
  labels: z.array(LabelName).optional(),
});

function update(call: Call) {
  const user = signedIn(call);
  const repository = repositoryOf(call);
  const item = itemOf(call, repository, 'issue_number');
  refuseStranger(item, user);
  const change = parse(IssueChange, call.body, 'Issue');
  if (change.title !== undefined) item.title = change.title;
  if (change.body !== undefined) item.body = change.body ?? '';
  if (change.labels && canPush(repository, user))
    item.labels = change.labels.map((name) => labelNamed(call.world, repository, name));
  touch(call.world, item);
  if (change.state && item.kind === 'issue')
    setIssueState(call.world, item, change.state, change.state_reason ?? undefined);
  if (item.kind === 'pull') {
    if (change.state === 'closed') closePull(call.world, item);
    if (change.state === 'open') reopenPull(call.world, item);
  }
  return json(200, issueView(call.world, item));
}

function listComments(call: Call) {
  const item = itemOf(call, repositoryOf(call), 'issue_number');
  const since = call.url.searchParams.get('since') ?? '';
  const comments = item.comments.filter(({ createdAt }) => createdAt >= since);
  return page(comments, call.url, (comment) => commentView(call.world, item, comment));
}

const NewComment = z.object({ body: z.string().trim().min(1).max(65_536) });

function createComment(call: Call) {
  const author = signedIn(call);
  const repository = repositoryOf(call);
  refuseArchived(repository);
  const item = itemOf(call, repository, 'issue_number');
  const { body } = parse(NewComment, call.body, 'IssueComment');
  return json(201, commentView(call.world, item, addComment(call.world, item, author, body)));
}

function refuseArchived(repository: Repository): void {
  if (repository.options.archived) throw new GitHubProblem(403, 'Repository was archived so is read-only.');
}

/** Only the author and those with the push right may change an issue or a pull request. */
export function refuseStranger(item: Issue | Pull, user: User): void {
  refuseArchived(item.repository);
  if (item.author !== user && !canPush(item.repository, user))
    throw new GitHubProblem(403, 'Must have admin rights to Repository.');
}
