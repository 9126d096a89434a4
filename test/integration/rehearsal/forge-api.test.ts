import { expect, test } from 'vitest';
import { client, emptyBranch, git, kit, openPull, refused, stage } from './support.ts';

test('tokens: none is a guest, a wrong one is refused', async () => {
  const { forge, asBob } = await stage();
  expect((await asBob.rest.users.getAuthenticated()).data).toMatchObject({ login: 'bob', name: null });
  const guest = client(forge);
  expect((await guest.rest.repos.get(kit)).data.full_name).toBe('ann/kit');
  expect(await refused(guest.rest.users.getAuthenticated())).toMatchObject({ status: 401 });
  expect(await refused(guest.rest.issues.create({ ...kit, title: 'x' }))).toMatchObject({ status: 401 });
  expect(await refused(guest.graphql('{ viewer { login } }'))).toMatchObject({ status: 401 });
  expect(await refused(client(forge, 'ghp_wrong').rest.repos.get(kit))).toMatchObject({
    status: 401,
    message: expect.stringContaining('Bad credentials'),
  });
});

test('rights: who may not push may look, comment and open issues', async () => {
  const { forge, asBob, asAnn } = await stage();
  const { data } = await asBob.rest.repos.get(kit);
  expect(data.permissions).toMatchObject({ push: false, pull: true });
  expect((await asAnn.rest.repos.get(kit)).data.permissions).toMatchObject({ push: true, admin: true });
  const issue = await asBob.rest.issues.create({ ...kit, title: 'Mine', labels: ['bug'] });
  expect(issue.data).toMatchObject({ number: 2, labels: [], author_association: 'NONE' });
  await asBob.rest.issues.createComment({ ...kit, issue_number: 1, body: 'Hello' });
  await asBob.rest.issues.update({ ...kit, issue_number: 2, state: 'closed' });
  const sha = forge.repository('ann/kit').branches.main ?? '';
  const { issues: onIssues, git: onRefs } = asBob.rest;
  const forbidden = [
    () => onIssues.update({ ...kit, issue_number: 1, state: 'closed' }),
    () => onIssues.addLabels({ ...kit, issue_number: 1, labels: ['x'] }),
    () => onRefs.createRef({ ...kit, ref: 'refs/heads/x', sha }),
    () => onRefs.deleteRef({ ...kit, ref: 'heads/main' }),
  ];
  for (const request of forbidden) expect(await refused(request())).toMatchObject({ status: 403 });
  const { issues } = forge.repository('ann/kit');
  expect(issues.map(({ state, comments }) => [state, comments.length])).toEqual([
    ['open', 1],
    ['closed', 0],
  ]);
});

test('issues are listed by label, state and order, pull requests among them, in pages', async () => {
  const { forge, asAnn } = await stage();
  for (let n = 2; n <= 5; n++) await asAnn.rest.issues.create({ ...kit, title: `#${n}`, labels: ['Bug'] });
  await asAnn.rest.issues.addLabels({ ...kit, issue_number: 3, labels: ['blocking'] });
  await emptyBranch(asAnn, kit, 'work');
  await openPull(asAnn, 'work');
  const list = async (query: object) =>
    (await asAnn.rest.issues.listForRepo({ ...kit, ...query })).data.map(({ number }) => number);
  expect(await list({})).toEqual([6, 5, 4, 3, 2, 1]);
  expect(await list({ labels: 'bug' })).toEqual([5, 4, 3, 2]);
  expect(await list({ labels: 'bug,blocking' })).toEqual([3]);
  expect(await list({ direction: 'asc', per_page: 2, page: 2 })).toEqual([3, 4]);
  expect(await list({ state: 'closed' })).toEqual([]);
  const { data } = await asAnn.rest.issues.listForRepo({ ...kit, per_page: 1 });
  expect(data[0]?.pull_request?.html_url).toBe(`${forge.url}/ann/kit/pull/6`);
  expect(await asAnn.paginate(asAnn.rest.issues.listForRepo, { ...kit, per_page: 2 })).toHaveLength(6);
});

test('comments come oldest first, in pages', async () => {
  const { asAnn } = await stage();
  for (const body of ['one', 'two', 'three'])
    await asAnn.rest.issues.createComment({ ...kit, issue_number: 1, body });
  const { data } = await asAnn.rest.issues.listComments({ ...kit, issue_number: 1, per_page: 2 });
  expect(data.map(({ body }) => body)).toEqual(['one', 'two']);
  expect(
    await refused(asAnn.rest.issues.createComment({ ...kit, issue_number: 1, body: ' ' })),
  ).toMatchObject({
    status: 422,
  });
});

test('a pull request is refused with GitHub’s reasons', async () => {
  const { forge, asAnn, asBob } = await stage();
  await forge.addRepository({ slug: 'ann/plain', drafts: false });
  await emptyBranch(asAnn, kit, 'work');
  await asAnn.rest.git.createRef({
    ...kit,
    ref: 'refs/heads/same',
    sha: forge.repository('ann/kit').branches.main ?? '',
  });
  const pull = await openPull(asAnn, 'work');
  const why = async (change: object, octokit = asAnn) =>
    (await refused(octokit.rest.pulls.create({ ...kit, title: 'x', head: 'work', base: 'main', ...change })))
      .message;
  expect(await why({})).toContain('A pull request already exists for ann:work.');
  expect(await why({ head: 'same' })).toContain('No commits between ann:main and ann:same');
  expect(await why({ head: 'none' })).toContain('"field":"head","code":"invalid"');
  expect(await why({ head: 'bob:work' })).toContain('"field":"head","code":"invalid"');
  expect(await why({ base: 'none' })).toContain('"field":"base","code":"invalid"');
  expect(await why({ title: '' })).toContain('"field":"title"');
  await asAnn.rest.pulls.update({ ...kit, pull_number: pull.number, state: 'closed' });
  expect(await why({}, asBob)).toContain('Resource not accessible');
  const plain = { owner: 'ann', repo: 'plain' };
  await emptyBranch(asAnn, plain, 'work');
  const draft = { ...plain, title: 'x', head: 'work', base: 'main' };
  expect((await refused(asAnn.rest.pulls.create({ ...draft, draft: true }))).message).toContain(
    'Draft pull requests are not supported',
  );
  expect((await asAnn.rest.pulls.create(draft)).status).toBe(201);
});

test('pull requests are found by head, base and state', async () => {
  const { asAnn, asBob } = await stage();
  await emptyBranch(asAnn, kit, 'work');
  const pull = await openPull(asAnn, 'work');
  const find = async (query: object) =>
    (await asBob.rest.pulls.list({ ...kit, ...query })).data.map(({ number }) => number);
  expect(await find({ head: 'ann:work' })).toEqual([2]);
  expect(await find({ head: 'bob:work' })).toEqual([]);
  expect(await find({ base: 'other' })).toEqual([]);
  await asAnn.rest.pulls.update({ ...kit, pull_number: pull.number, state: 'closed', title: 'Gone' });
  expect(await find({})).toEqual([]);
  expect(await find({ state: 'all' })).toEqual([2]);
  await asAnn.rest.pulls.update({ ...kit, pull_number: pull.number, state: 'open' });
  await asAnn.rest.git.deleteRef({ ...kit, ref: 'heads/work' });
  expect(await find({ state: 'closed' })).toEqual([2]);
  expect(await refused(asAnn.rest.pulls.update({ ...kit, pull_number: 2, state: 'open' }))).toMatchObject({
    status: 422,
  });
  expect((await asAnn.rest.pulls.listReviews({ ...kit, pull_number: 2 })).data).toEqual([]);
});

test('refs and commits: each wrong wish has its answer', async () => {
  const { asAnn, forge } = await stage();
  const sha = forge.repository('ann/kit').branches.main ?? '';
  const create = (ref: string, at = sha) => refused(asAnn.rest.git.createRef({ ...kit, ref, sha: at }));
  expect((await create('refs/heads/main')).message).toContain('Reference already exists');
  expect((await create('refs/heads/x', '1'.repeat(40))).message).toContain('Object does not exist');
  expect((await create('refs/heads/a..b')).message).toContain('not a valid ref name');
  expect((await create('refs/heads/x', 'zz')).status).toBe(422);
  expect((await refused(asAnn.rest.git.getRef({ ...kit, ref: 'heads/none' }))).status).toBe(404);
  expect((await refused(asAnn.rest.git.deleteRef({ ...kit, ref: 'heads/none' }))).message).toContain(
    'does not exist',
  );
  expect((await refused(asAnn.rest.git.getCommit({ ...kit, commit_sha: '1'.repeat(40) }))).status).toBe(404);
  const commit = { ...kit, message: 'x', tree: '1'.repeat(40), parents: [sha] };
  expect((await refused(asAnn.rest.git.createCommit(commit))).status).toBe(422);
});

test('contents: files, folders, raw text, refs and what is not there', async () => {
  const { forge, asAnn } = await stage();
  const at = (path: string, more: object = {}) => asAnn.rest.repos.getContent({ ...kit, path, ...more });
  expect((await at('docs')).data).toMatchObject([{ type: 'file', path: 'docs/a.md', name: 'a.md' }]);
  const { data } = await at('docs/a.md', { ref: forge.repository('ann/kit').branches.main });
  const { download_url: raw } = data as { download_url: string };
  expect(await (await fetch(raw)).text()).toBe('- [ ] one\n');
  expect((await at('docs/a.md', { mediaType: { format: 'raw' } })).data).toBe('- [ ] one\n');
  expect((await refused(at('docs/b.md'))).status).toBe(404);
  expect((await refused(at('docs/a.md', { ref: 'none' }))).message).toContain(
    'No commit found for the ref none',
  );
  const ref = 'main';
  expect((await asAnn.rest.repos.getCombinedStatusForRef({ ...kit, ref })).data.statuses).toEqual([]);
  expect((await asAnn.rest.checks.listForRef({ ...kit, ref })).data.total_count).toBe(0);
});

test('a squash merge has one parent; a conflict cannot be merged', async () => {
  const { forge, asAnn } = await stage();
  const bare = forge.bareDir('ann/kit');
  const change = async (branch: string, text: string) => {
    const input = `commit refs/heads/${branch}\ncommitter T <t@example.org> 1700000000 +0000\ndata 1\nx\nfrom main^0\nM 100644 inline README.md\ndata ${text.length}\n${text}\n`;
    await git(['--git-dir', bare, 'fast-import', '--quiet'], undefined, input);
  };
  await change('left', 'left');
  await change('right', 'right');
  await forge.refresh('ann/kit');
  const left = await openPull(asAnn, 'left');
  const right = await openPull(asAnn, 'right');
  const { data } = await asAnn.rest.pulls.merge({ ...kit, pull_number: left.number, merge_method: 'squash' });
  expect((await asAnn.rest.git.getCommit({ ...kit, commit_sha: data.sha })).data).toMatchObject({
    message: `Work (#${left.number})`,
    parents: [expect.anything()],
  });
  const { data: now } = await asAnn.rest.pulls.get({ ...kit, pull_number: right.number });
  expect(now).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  expect((await refused(asAnn.rest.pulls.merge({ ...kit, pull_number: right.number }))).status).toBe(405);
  const stale = { ...kit, pull_number: right.number, sha: '1'.repeat(40) };
  expect((await refused(asAnn.rest.pulls.merge(stale))).status).toBe(409);
});

test('an archived repository can only be read', async () => {
  const { forge, asAnn } = await stage();
  await forge.addRepository({ slug: 'ann/past', archived: true });
  const past = { owner: 'ann', repo: 'past' };
  expect((await asAnn.rest.repos.get(past)).data).toMatchObject({
    archived: true,
    permissions: { push: false },
  });
  expect((await refused(asAnn.rest.issues.create({ ...past, title: 'x' }))).message).toContain('archived');
});

test('two creates at the same moment are ordered: one wins, the other is refused', async () => {
  const { forge, asAnn } = await stage();
  await emptyBranch(asAnn, kit, 'work');
  const results = await Promise.allSettled([openPull(asAnn, 'work'), openPull(asAnn, 'work')]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const numbers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => asAnn.rest.issues.create({ ...kit, title: `t${at}` })),
  );
  expect(new Set(numbers.map(({ data }) => data.number)).size).toBe(20);
  expect(forge.repository('ann/kit').pulls).toHaveLength(1);
});

test('what is not modelled says so, and breaks the contract of a test', async () => {
  const { forge, asAnn } = await stage();
  expect(await refused(asAnn.rest.repos.listTags(kit))).toMatchObject({ status: 501 });
  expect(forge.takeViolations()).toEqual(['GET /api/v3/repos/ann/kit/tags: the operation is not modelled']);
});

test('what GitHub would not understand breaks the contract', async () => {
  const { forge, asAnn } = await stage();
  await asAnn.request('GET /repos/ann/kit/issues?state=opne&lables=x');
  await asAnn.graphql('{ repository(owner: "ann", name: "kit") { nmae } }').catch(() => undefined);
  await asAnn.graphql('{ repository(owner: "ann", name: "kit") { stargazerCount } }').catch(() => undefined);
  const [rest, typo, foreign, ...more] = forge.takeViolations();
  expect(rest).toContain('query parameters');
  expect(typo).toContain('Cannot query field "nmae"');
  expect(foreign).toContain("not in the forge's slice");
  expect(more).toEqual([]);
});

test('pages are plain and escaped', async () => {
  const { forge, asBob } = await stage();
  await asBob.rest.issues.create({ ...kit, title: '<img src=x onerror=1>', body: '"><script>1</script>' });
  const read = async (path: string) => (await fetch(`${forge.url}${path}`)).text();
  const page = await read('/ann/kit/issues/2');
  expect(page).toContain('&#60;img src=x');
  expect(page).not.toMatch(/<img|<script/);
  expect(await read('/ann/kit')).toContain('href="/ann/kit/issues/2"');
  expect((await fetch(`${forge.url}/ann/kit/pull/99`)).status).toBe(404);
});
