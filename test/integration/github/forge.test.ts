import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGitHub } from '../../../src/github/client.ts';
import type { GitHub } from '../../../src/github/types.ts';
import { type CheckedForge, startCheckedForge } from '../../support/contract/checked-forge.ts';

const LABEL = 'runmaestro.ai';
const REPO = { owner: 'octo', name: 'hello' };
const SLUG = 'octo/hello';
const AUTHOR = { name: 'Ann', email: 'ann@example.com', date: '2026-01-01T00:00:00Z' };

let forge: CheckedForge;
let maintainer: GitHub;
let ann: GitHub;
let nobody: GitHub;

beforeAll(async () => {
  forge = await startCheckedForge();
  const clientFor = (token?: string) =>
    createGitHub({ apiUrl: forge.apiUrl, webUrl: forge.url, token, throttle: false, retryBaseMs: 1 });
  maintainer = clientFor(forge.addUser({ login: 'octo' }).token);
  ann = clientFor(forge.addUser({ login: 'ann', name: 'Ann Other' }).token);
  nobody = clientFor();
  await forge.addRepository({
    slug: SLUG,
    files: {
      'README.md': '# Hello\n',
      'CONTRIBUTING.md': 'Every commit is Signed-off-by its author.\n',
      '.github/AI_POLICY.md': 'Say so.\n',
      'docs/one.md': '- [ ] Do it — well\n',
    },
  });
});
afterAll(() => forge.stop());

/** A claim by `ann` on her fork: commit, branch, draft. */
async function claim(issue: number, branch: string) {
  const look = await ann.preflight(REPO, []);
  const fork = await ann.fork(REPO);
  const home = { owner: 'ann', name: fork.slug.split('/')[1] ?? '' };
  const commit = { parent: look.headSha, tree: look.headTreeSha, message: `Claim #${issue}`, author: AUTHOR };
  const sha = await ann.createEmptyCommit(home, commit);
  await ann.createBranch(home, branch, sha);
  const pull = await ann.openPullRequest(REPO, {
    title: `[WIP] Symphony: ${issue}`,
    body: `Closes #${issue}`,
    head: `ann:${branch}`,
    base: look.defaultBranch,
    draft: true,
  });
  return { look, fork, home, commit, sha, pull };
}

const openIssue = (title: string, labels = [LABEL]) =>
  forge.openIssue(SLUG, { title, body: '- docs/one.md', labels, author: 'octo' });

test('viewer', async () => {
  expect(await ann.viewer()).toEqual({
    id: expect.any(Number),
    login: 'ann',
    name: 'Ann Other',
    noreplyEmail: expect.stringMatching(/^\d+\+ann@users\.noreply\.127\.0\.0\.1$/),
  });
});

test('preflight', async () => {
  const look = await ann.preflight(REPO, ['docs/one.md', './README.md', 'docs', 'docs/two.md']);
  expect(look).toEqual({
    slug: SLUG,
    url: `${forge.url}/${SLUG}`,
    cloneUrl: `${forge.url}/${SLUG}.git`,
    defaultBranch: 'main',
    headSha: forge.repository(SLUG).branches.main,
    headTreeSha: expect.stringMatching(/^[0-9a-f]{40}$/),
    archived: false,
    private: false,
    canPush: false,
    policies: [
      { path: 'CONTRIBUTING.md', text: expect.stringContaining('Signed-off-by') },
      { path: '.github/AI_POLICY.md', text: 'Say so.\n' },
    ],
    signOff: true,
    missingPaths: ['docs', 'docs/two.md'],
  });
  expect((await maintainer.preflight(REPO, [])).canPush).toBe(true);
  await expect(ann.preflight({ owner: 'octo', name: 'none' }, [])).rejects.toMatchObject({
    code: 'github.not-found',
  });
});

test('preflight of more paths than go into one request', async () => {
  const paths = Array.from({ length: 130 }, (_, index) => `docs/${index}.md`);
  expect((await ann.preflight(REPO, [...paths, 'docs/one.md'])).missingPaths).toEqual(paths);
});

test('fileText', async () => {
  expect(await nobody.fileText(REPO, 'docs/one.md', 'main')).toBe('- [ ] Do it — well\n');
  expect(await nobody.fileText(REPO, 'docs/two.md', 'main')).toBeNull();
  expect(await nobody.fileText(REPO, 'docs', 'main')).toBeNull();
});

describe('a claim on a fork', () => {
  test('from the fork to the merge', async () => {
    const issue = await openIssue('Whole way');
    const { look, fork, home, commit, sha, pull } = await claim(issue.number, 'symphony/1-whole');
    expect(fork.slug).toBe('ann/hello');
    expect(fork.cloneUrl).toBe(`${forge.url}/ann/hello.git`);
    expect(pull).toMatchObject({
      state: 'open',
      draft: true,
      author: 'ann',
      headRepo: 'ann/hello',
      headRef: 'symphony/1-whole',
      headSha: sha,
    });

    // Everything once more gives the same things again.
    expect(await ann.createEmptyCommit(home, commit)).toBe(sha);
    await ann.createBranch(home, 'symphony/1-whole', sha);
    await expect(ann.createBranch(home, 'symphony/1-whole', look.headSha)).rejects.toMatchObject({
      code: 'github.conflict',
    });
    expect((await ann.fork(REPO)).reused).toBe(true);
    const again = { title: 'x', body: 'x', head: 'ann:symphony/1-whole', base: 'main', draft: true };
    expect((await ann.openPullRequest(REPO, again)).number).toBe(pull.number);
    expect((await ann.findPullRequest(REPO, 'ann:symphony/1-whole'))?.number).toBe(pull.number);
    expect(await ann.findPullRequest(REPO, 'ann:other')).toBeNull();
    expect(await ann.branchSha(home, 'symphony/1-whole')).toBe(sha);
    expect(await ann.branchSha(home, 'none')).toBeNull();
    expect(await ann.branchSha({ owner: 'ann', name: 'none' }, 'main')).toBeNull();

    for (const who of [ann, nobody])
      expect((await who.openClosers(REPO, issue.number)).map(({ number }) => number)).toEqual([pull.number]);

    await ann.markReady(REPO, pull);
    await ann.markReady(REPO, pull);
    expect((await ann.pullRequest(REPO, pull.number)).draft).toBe(false);
    const renamed = await ann.updatePullRequest(REPO, pull.number, {
      title: 'Done',
      body: `Closes #${issue.number}.`,
    });
    expect(renamed).toMatchObject({ title: 'Done', state: 'open' });
    await forge.mergePullRequest(SLUG, pull.number);
    expect((await ann.pullRequest(REPO, pull.number)).state).toBe('merged');
    expect((await ann.issue(REPO, issue.number)).state).toBe('closed');
    expect(await ann.openClosers(REPO, issue.number)).toEqual([]);
  });

  test('that is given up', async () => {
    const issue = await openIssue('Given up');
    const { home, pull } = await claim(issue.number, 'symphony/2-up');
    await ann.commentOnce(REPO, pull.number, 'lost', 'Somebody was faster.');
    await ann.commentOnce(REPO, pull.number, 'lost', 'Somebody was faster.');
    expect((await ann.updatePullRequest(REPO, pull.number, { state: 'closed' })).state).toBe('closed');
    expect(await ann.deleteBranch(home, 'symphony/2-up')).toBe(true);
    expect(await ann.deleteBranch(home, 'symphony/2-up')).toBe(false);
    const found = forge.repository(SLUG).pulls.find(({ number }) => number === pull.number);
    expect(found).toMatchObject({ state: 'closed', comments: [{ author: 'ann' }] });
    expect(found?.comments).toHaveLength(1);
    expect((await ann.findPullRequest(REPO, 'ann:symphony/2-up'))?.state).toBe('closed');
    expect(await ann.openClosers(REPO, issue.number)).toEqual([]);
  });

  test('whose fork is behind the project', async () => {
    await ann.fork(REPO);
    const issue = await openIssue('Ahead');
    const other = await claim(issue.number, 'symphony/3-old');
    await forge.mergePullRequest(SLUG, other.pull.number);
    const next = await openIssue('Behind');
    const { look, pull } = await claim(next.number, 'symphony/4-new');
    expect(look.headSha).not.toBe(other.look.headSha);
    expect(pull.state).toBe('open');
  });

  test('where drafts are not to be had', async () => {
    await forge.addRepository({ slug: 'octo/plain', drafts: false });
    const repo = { owner: 'octo', name: 'plain' };
    const look = await maintainer.preflight(repo, []);
    const sha = await maintainer.createEmptyCommit(repo, {
      parent: look.headSha,
      tree: look.headTreeSha,
      message: 'm',
      author: AUTHOR,
    });
    await maintainer.createBranch(repo, 'work', sha);
    const input = { title: 'T', body: 'B', head: 'work', base: 'main', draft: true };
    expect((await maintainer.openPullRequest(repo, input)).draft).toBe(false);
  });

  test('without the right to push', async () => {
    const { headSha } = await ann.preflight(REPO, []);
    await expect(ann.createBranch(REPO, 'nope', headSha)).rejects.toMatchObject({
      code: expect.stringMatching(/^github\.(forbidden|not-found)$/),
    });
  });
});

describe('browsing', () => {
  test('signed in and signed out see the same issues and claims', async () => {
    await forge.addRepository({ slug: 'octo/browse' });
    const repo = { owner: 'octo', name: 'browse' };
    const open = async (title: string, labels: string[]) =>
      forge.openIssue('octo/browse', { title, body: `Body of ${title}`, labels, author: 'octo' });
    const first = await open('First', [LABEL]);
    await open('Blocked', [LABEL, 'blocking']);
    await open('Not for us', ['bug']);
    const look = await maintainer.preflight(repo, []);
    const sha = await maintainer.createEmptyCommit(repo, {
      parent: look.headSha,
      tree: look.headTreeSha,
      message: 'm',
      author: AUTHOR,
    });
    await maintainer.createBranch(repo, 'w', sha);
    const body = `Fixes #${first.number}`;
    const pull = await maintainer.openPullRequest(repo, {
      title: 'T',
      body,
      head: 'w',
      base: 'main',
      draft: true,
    });

    const many = await ann.issuesOfMany([repo, { owner: 'octo', name: 'none' }], LABEL);
    expect(many.get('octo/none')).toEqual({ unavailable: expect.stringContaining('octo/none') });
    const one = await nobody.issuesOfOne(repo, LABEL);
    const seen = (issues: unknown) =>
      (issues as { number: number; title: string; labels: string[]; closers: { number: number }[] }[])
        .map(({ title, labels, closers }) => ({
          title,
          labels,
          closers: closers.map(({ number }) => number),
        }))
        .sort((a, b) => a.title.localeCompare(b.title));
    expect(seen(many.get('octo/browse'))).toEqual([
      { title: 'Blocked', labels: [LABEL, 'blocking'], closers: [] },
      { title: 'First', labels: [LABEL], closers: [pull.number] },
    ]);
    expect(seen(one.value)).toEqual(seen(many.get('octo/browse')));
    expect((await nobody.issuesOfOne(repo, LABEL)).changed).toBe(false);

    expect(await ann.changedSinceLastLook(repo)).toBe(false);
    await forge.closePullRequest('octo/browse', pull.number);
    expect((await nobody.issuesOfOne(repo, LABEL)).changed).toBe(true);
    expect(ann.rateLimit()).toMatchObject({ limit: 5_000 });
    expect(nobody.rateLimit()).toMatchObject({ limit: 60 });
  });
});

test('createIssue, and reading it', async () => {
  const made = await maintainer.createIssue(REPO, { title: 'New one', body: 'text', labels: [LABEL] });
  expect(made).toMatchObject({
    title: 'New one',
    body: 'text',
    labels: [LABEL],
    author: 'octo',
    state: 'open',
  });
  expect(await nobody.issue(REPO, made.number)).toEqual(made);
  await expect(ann.issue(REPO, 9_999)).rejects.toMatchObject({ code: 'github.not-found' });
});

test('two claims at the same moment: both see the same winner', async () => {
  const issue = await openIssue('Race');
  forge.addUser({ login: 'racer' });
  const [mine] = await Promise.all([
    claim(issue.number, 'symphony/5-a'),
    claim(issue.number, 'symphony/5-b'),
  ]);
  const closers = await ann.openClosers(REPO, issue.number);
  expect(closers).toHaveLength(2);
  expect(closers[0]?.number).toBeLessThan(closers[1]?.number ?? 0);
  expect(closers.map(({ number }) => number)).toContain(mine.pull.number);
});
