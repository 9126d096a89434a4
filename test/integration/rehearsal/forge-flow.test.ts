import { expect, test } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { soon } from '../../support/waits.ts';
import { emptyBranch, forkClock, kit, openPull, refused, stage } from './support.ts';

const LOOK = `query Look($o: String!, $n: String!) {
  rateLimit { cost remaining resetAt limit }
  viewer { login }
  a: repository(owner: $o, name: $n) {
    viewerPermission
    defaultBranchRef { name target { oid ... on Commit { tree { oid } } } }
    object(expression: "HEAD:docs/a.md") { ... on Blob { text } }
    missing: object(expression: "HEAD:docs/none.md") { oid }
    issues(first: 10, labels: ["runmaestro.ai"], states: OPEN) {
      nodes {
        number
        labels(first: 5) { nodes { name } }
        closedByPullRequestsReferences(first: 5) {
          nodes { number isDraft headRef { target { ... on Commit { committedDate } } } }
        }
      }
    }
  }
}`;
const READY = `mutation($id: ID!) {
  markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft state } }
}`;
const DRAFT = `mutation($id: ID!) {
  convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

test('a claim by a stranger: fork, commit, branch, draft, ready, merge, issue closed', async () => {
  const { clock, fill } = forkClock();
  const { forge, asBob, asAnn } = await stage({ clock });
  const home = { owner: 'bob', repo: 'kit' };
  const { data: fork } = await asBob.rest.repos.createFork(kit);
  expect(fork).toMatchObject({ full_name: 'bob/kit', fork: true, parent: { full_name: 'ann/kit' } });
  const ref = () => asBob.rest.git.getRef({ ...home, ref: 'heads/main' });
  expect(await refused(ref())).toMatchObject({ status: 409, message: expect.stringContaining('empty') });
  fill();
  const answer = (): Promise<number> =>
    ref().then(
      ({ status }) => status,
      () => 0,
    );
  await soon(answer).toBe(200);
  expect((await asBob.rest.repos.createFork(kit)).data.id).toBe(fork.id);

  await emptyBranch(asBob, home, 'symphony/1-x');
  const pull = await openPull(asBob, 'bob:symphony/1-x', 'Closes #1', true);
  expect(pull).toMatchObject({
    draft: true,
    commits: 1,
    changed_files: 0,
    mergeable: true,
    mergeable_state: 'draft',
  });

  expect(await asAnn.graphql(LOOK, { o: 'ann', n: 'kit' })).toMatchObject({
    viewer: { login: 'ann' },
    rateLimit: { cost: 1, limit: 5000 },
    a: {
      viewerPermission: 'ADMIN',
      object: { text: '- [ ] one\n' },
      missing: null,
      issues: {
        nodes: [
          {
            number: 1,
            labels: { nodes: [{ name: 'runmaestro.ai' }] },
            closedByPullRequestsReferences: {
              nodes: [
                { number: 2, isDraft: true, headRef: { target: { committedDate: '2026-01-02T03:04:05Z' } } },
              ],
            },
          },
        ],
      },
    },
  });

  const merge = () => asAnn.rest.pulls.merge({ ...kit, pull_number: 2 });
  expect(await refused(merge())).toMatchObject({ status: 405 });
  expect(await asBob.graphql(READY, { id: pull.node_id })).toMatchObject({
    markPullRequestReadyForReview: { pullRequest: { isDraft: false, state: 'OPEN' } },
  });
  const { data: merged } = await merge();
  expect(await refused(merge())).toMatchObject({ status: 405 });
  const { issues, pulls, branches } = forge.repository('ann/kit');
  expect(issues[0]?.state).toBe('closed');
  expect(pulls[0]).toMatchObject({ state: 'merged', draft: false, head: 'bob/kit:symphony/1-x' });
  expect(branches.main).toBe(merged.sha);
  const { data: commit } = await asAnn.rest.git.getCommit({ ...kit, commit_sha: merged.sha });
  expect(commit.parents).toHaveLength(2);
  expect(commit.author).toMatchObject({ name: 'Ann Maintainer', email: 'ann@example.org' });
});

test('a draft is a draft again; strangers may not, closed ones cannot', async () => {
  const { forge, asAnn, asBob } = await stage();
  await emptyBranch(asAnn, kit, 'work');
  const pull = await openPull(asAnn, 'work');
  await asAnn.graphql(DRAFT, { id: pull.node_id });
  expect(forge.repository('ann/kit').pulls[0]?.draft).toBe(true);
  const types = (request: Promise<unknown>) =>
    request.then(
      () => [],
      (error: { errors: { type: string }[] }) => error.errors.map(({ type }) => type),
    );
  expect(await types(asBob.graphql(READY, { id: pull.node_id }))).toEqual(['FORBIDDEN']);
  expect(await types(asAnn.graphql(READY, { id: 'PR_none' }))).toEqual(['NOT_FOUND']);
  await forge.closePullRequest('ann/kit', pull.number);
  expect(await types(asAnn.graphql(READY, { id: pull.node_id }))).toEqual(['UNPROCESSABLE']);
});

test('an unknown repository is an error of its alias only', async () => {
  const { forge, asAnn } = await stage();
  const query = `{ good: repository(owner: "ann", name: "kit") { url issue(number: 9) { id } }
    bad: repository(owner: "ann", name: "none") { url } }`;
  const error = await asAnn.graphql(query).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    data: { good: { url: `${forge.url}/ann/kit`, issue: null }, bad: null },
    errors: expect.arrayContaining([
      expect.objectContaining({
        type: 'NOT_FOUND',
        path: ['bad'],
        message: "Could not resolve to a Repository with the name 'ann/none'.",
      }),
      expect.objectContaining({ type: 'NOT_FOUND', path: ['good', 'issue'] }),
    ]),
  });
});

test('a closing reference counts for the default branch only, and marks the issue as changed', async () => {
  let now = Date.UTC(2026, 0, 1);
  const clock = { ...systemClock, now: () => new Date(now), sleep: async () => undefined };
  const { forge, asAnn } = await stage({ clock });
  await emptyBranch(asAnn, kit, 'base');
  await emptyBranch(asAnn, kit, 'work');
  now += 60_000;
  const toBase = { ...kit, title: 'W', head: 'work', base: 'base', body: 'Fixes #1' };
  const { data: pull } = await asAnn.rest.pulls.create(toBase);
  const closers = async () => {
    const answer = await asAnn.graphql<{
      repository: { issue: { updatedAt: string; all: { totalCount: number } } };
    }>(
      `{ repository(owner: "ann", name: "kit") { issue(number: 1) {
        updatedAt
        all: closedByPullRequestsReferences(first: 5, includeClosedPrs: true) { totalCount }
      } } }`,
    );
    const { updatedAt, all } = answer.repository.issue;
    return { updatedAt, count: all.totalCount };
  };
  expect(await closers()).toEqual({ updatedAt: '2026-01-01T00:00:00Z', count: 0 });
  now += 60_000;
  await asAnn.rest.pulls.update({ ...kit, pull_number: pull.number, base: 'main' });
  expect(await closers()).toEqual({ updatedAt: '2026-01-01T00:02:00Z', count: 1 });
  await forge.closePullRequest('ann/kit', pull.number);
  expect(await closers()).toMatchObject({ count: 1 });
});
