import { Octokit } from '@octokit/rest';
import { expect, test } from 'vitest';
import { checkedForge, type CheckedForge } from '../../support/contract/checked-forge.ts';

async function stage(options: Parameters<typeof checkedForge>[0] = {}) {
  const forge = await checkedForge(options);
  const ann = forge.addUser({ login: 'ann', name: 'Ann Maintainer' });
  const bob = forge.addUser({ login: 'bob' });
  await forge.addRepository({
    slug: 'ann/kit',
    files: { 'README.md': '# Kit\n', 'docs/a.md': '- [ ] one\n' },
  });
  const issue = await forge.openIssue('ann/kit', {
    title: 'Mend it',
    body: '- `docs/a.md`',
    labels: ['runmaestro.ai'],
    author: 'ann',
  });
  return { forge, ann, bob, issue, asAnn: client(forge, ann.token), asBob: client(forge, bob.token) };
}

function client(forge: CheckedForge, token?: string): Octokit {
  return new Octokit({ baseUrl: forge.apiUrl, auth: token, request: { retries: 0 } });
}

const kit = { owner: 'ann', repo: 'kit' };

/** What a claim does: an empty commit, a branch, a draft. */
async function claim(octokit: Octokit, home: { owner: string; repo: string }, branch: string, body: string) {
  const { data: base } = await octokit.rest.git.getRef({ ...home, ref: 'heads/main' });
  const { data: parent } = await octokit.rest.git.getCommit({ ...home, commit_sha: base.object.sha });
  const { data: commit } = await octokit.rest.git.createCommit({
    ...home,
    message: 'Claim',
    tree: parent.tree.sha,
    parents: [parent.sha],
  });
  await octokit.rest.git.createRef({ ...home, ref: `refs/heads/${branch}`, sha: commit.sha });
  const head = home.owner === kit.owner ? branch : `${home.owner}:${branch}`;
  return octokit.rest.pulls.create({ ...kit, title: '[WIP] Claim', body, head, base: 'main', draft: true });
}

test('a claim by a stranger: fork, commit, branch, draft, ready, merge, issue closed', async () => {
  const { forge, asBob, asAnn, issue } = await stage();
  const { data: fork } = await asBob.rest.repos.createFork(kit);
  expect(fork.full_name).toBe('bob/kit');
  await expect(asBob.rest.git.getRef({ owner: 'bob', repo: 'kit', ref: 'heads/main' })).rejects.toMatchObject(
    {
      status: 409,
    },
  );
  await expect
    .poll(() =>
      asBob.rest.git.getRef({ owner: 'bob', repo: 'kit', ref: 'heads/main' }).then(
        (r) => r.status,
        () => 0,
      ),
    )
    .toBe(200);
  expect((await asBob.rest.repos.createFork(kit)).data.id).toBe(fork.id);

  const { data: pull } = await claim(
    asBob,
    { owner: 'bob', repo: 'kit' },
    'symphony/1-x',
    `Closes #${issue.number}`,
  );
  expect(pull).toMatchObject({ draft: true, state: 'open', commits: 1, changed_files: 0, mergeable: true });

  const open = await asAnn.graphql<Record<string, never>>(
    `query Look($o: String!, $n: String!) {
      rateLimit { cost remaining resetAt limit }
      viewer { login }
      a: repository(owner: $o, name: $n) {
        viewerPermission
        defaultBranchRef { name target { oid ... on Commit { tree { oid } } } }
        object(expression: "HEAD:docs/a.md") { ... on Blob { text } }
        issues(first: 10, labels: ["runmaestro.ai"], states: OPEN) {
          nodes { number labels(first: 5) { nodes { name } }
            closedByPullRequestsReferences(first: 5) { nodes { number isDraft headRef { target { ... on Commit { committedDate } } } } } }
        }
      }
    }`,
    { o: 'ann', n: 'kit' },
  );
  expect(open).toMatchObject({
    viewer: { login: 'ann' },
    a: {
      viewerPermission: 'ADMIN',
      object: { text: '- [ ] one\n' },
      issues: {
        nodes: [
          {
            number: 1,
            labels: { nodes: [{ name: 'runmaestro.ai' }] },
            closedByPullRequestsReferences: { nodes: [{ number: 2, isDraft: true }] },
          },
        ],
      },
    },
  });
  await expect(asAnn.rest.pulls.merge({ ...kit, pull_number: 2 })).rejects.toMatchObject({ status: 405 });
  await asBob.graphql(
    'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }',
    { id: pull.node_id },
  );
  await asAnn.rest.pulls.merge({ ...kit, pull_number: 2 });
  const { issues, pulls } = forge.repository('ann/kit');
  expect(issues[0]?.state).toBe('closed');
  expect(pulls[0]).toMatchObject({ state: 'merged', draft: false, head: 'bob/kit:symphony/1-x' });
});
