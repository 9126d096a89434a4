import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../src/platform/process/run.ts';
import { HANG_MS } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';
import { soon } from '../../support/waits.ts';
import { forkClock, git, kit, openPull, refused, stage, withToken } from './support.ts';

test('clone, commit, push: the API knows the branch when git returns', async () => {
  const { forge, ann, asAnn } = await stage();
  const dir = join(await tempDir(), 'w');
  expect(await git(['clone', '-q', withToken(forge, 'ann/kit', ann.token), dir])).toMatchObject({ code: 0 });
  // Larger than git's post buffer: sent in chunks.
  await writeFile(join(dir, 'big.bin'), randomBytes(3_000_000));
  await git(['add', '.'], dir);
  await git(['commit', '-qm', 'Big'], dir);
  expect(await git(['push', '-q', 'origin', 'HEAD:refs/heads/feature/x'], dir)).toMatchObject({ code: 0 });
  const { out: head } = await git(['rev-parse', 'HEAD'], dir);
  expect(forge.repository('ann/kit').branches['feature/x']).toBe(head);
  const { data } = await asAnn.rest.git.getRef({ ...kit, ref: 'heads/feature/x' });
  expect(data.object.sha).toBe(head);
});

test('a push moves the pull request, deleting the branch closes it', async () => {
  const { forge, ann, asAnn } = await stage();
  const dir = join(await tempDir(), 'w');
  await git(['clone', '-q', withToken(forge, 'ann/kit', ann.token), dir]);
  await git(['commit', '-q', '--allow-empty', '-m', 'One'], dir);
  await git(['push', '-q', 'origin', 'HEAD:work'], dir);
  const pull = await openPull(asAnn, 'work', 'Closes #1');
  await writeFile(join(dir, 'new.txt'), 'text\n');
  await git(['add', '.'], dir);
  await git(['commit', '-qm', 'Two'], dir);
  await git(['push', '-q', 'origin', 'HEAD:work'], dir);
  const { data } = await asAnn.rest.pulls.get({ ...kit, pull_number: pull.number });
  expect(data).toMatchObject({ commits: 2, additions: 1, changed_files: 1 });
  expect(data.head.sha).not.toBe(pull.head.sha);
  const refs = await git(['ls-remote', 'origin', 'refs/pull/*'], dir);
  expect(refs.out).toBe(`${data.head.sha}\trefs/pull/${pull.number}/head`);
  await git(['push', '-q', 'origin', ':work'], dir);
  expect(forge.repository('ann/kit').pulls[0]?.state).toBe('closed');
});

test('who may not push is told so, and pull requests’ refs are nobody’s', async () => {
  const { forge, ann, bob } = await stage();
  const dir = join(await tempDir(), 'w');
  const anonymous = `${forge.url}/ann/kit.git`;
  expect(await git(['clone', '-q', anonymous, dir])).toMatchObject({ code: 0 });
  const push = (url: string, ref = 'HEAD:refs/heads/x') => git(['push', '-q', url, ref], dir);
  expect((await push(withToken(forge, 'ann/kit', bob.token))).err).toContain('403');
  expect((await push(withToken(forge, 'ann/kit', 'wrong'))).err).toContain('Authentication failed');
  expect((await push(anonymous)).err).toContain('could not read Username');
  const hidden = await push(withToken(forge, 'ann/kit', ann.token), 'HEAD:refs/pull/9/head');
  expect(hidden.err).toContain('hidden ref');
  expect((await git(['ls-remote', `${forge.url}/ann/none.git`])).code).not.toBe(0);
  expect(Object.keys(forge.repository('ann/kit').branches)).toEqual(['main']);
});

test('a private repository does not exist for strangers', async () => {
  const { forge, ann, bob, asBob, asAnn } = await stage();
  await forge.addRepository({ slug: 'ann/secret', private: true, read: ['carl'] });
  const carl = forge.addUser({ login: 'carl' });
  const secret = { owner: 'ann', repo: 'secret' };
  expect((await asAnn.rest.repos.get(secret)).data.private).toBe(true);
  expect(await refused(asBob.rest.repos.get(secret))).toMatchObject({ status: 404 });
  const look = (token: string) => git(['ls-remote', withToken(forge, 'ann/secret', token)]);
  expect((await look(ann.token)).code).toBe(0);
  expect((await look(carl.token)).code).toBe(0);
  expect((await look(bob.token)).err).toContain('not found');
  expect((await git(['ls-remote', `${forge.url}/ann/secret.git`])).err).toContain('could not read Username');
  expect((await fetch(`${forge.url}/raw/ann/secret/main/README.md`)).status).toBe(404);
  expect((await fetch(`${forge.url}/ann/secret`)).status).toBe(404);
});

test('partial clones are served, or refused where the repository says so', async () => {
  const { forge, ann } = await stage();
  await forge.addRepository({ slug: 'ann/old', filters: false });
  const dir = await tempDir();
  const partial = join(dir, 'partial');
  const url = withToken(forge, 'ann/kit', ann.token);
  expect(await git(['clone', '-q', '--no-checkout', '--filter=blob:none', url, partial])).toMatchObject({
    code: 0,
  });
  expect((await git(['rev-list', '--objects', '--missing=print', 'HEAD'], partial)).out).toContain('?');
  // Missing files are fetched when they are needed.
  expect(await git(['checkout', '-q', 'main'], partial)).toMatchObject({ code: 0 });
  expect((await git(['rev-list', '--objects', '--missing=print', 'HEAD'], partial)).out).not.toContain('?');
  const old = await git(['clone', '--filter=blob:none', `${forge.url}/ann/old.git`, join(dir, 'old')]);
  expect(old.err).toContain('filtering not recognized by server');
  expect(await git(['clone', '-q', '--depth', '1', url, join(dir, 'shallow')])).toMatchObject({ code: 0 });
});

test('ten clones and two pushes at once', async () => {
  const { forge, ann } = await stage();
  const dir = await tempDir();
  const url = withToken(forge, 'ann/kit', ann.token);
  const clones = await Promise.all(
    Array.from({ length: 10 }, (_, at) => git(['clone', '-q', url, join(dir, `c${at}`)])),
  );
  expect(clones.map(({ code }) => code)).toEqual(Array(10).fill(0));
  const pushes = await Promise.all(
    ['c0', 'c1'].map((name) => git(['push', '-q', 'origin', `HEAD:${name}`], join(dir, name))),
  );
  expect(pushes.map(({ code }) => code)).toEqual([0, 0]);
  expect(Object.keys(forge.repository('ann/kit').branches)).toEqual(['c0', 'c1', 'main']);
});

test('a fork shares its upstream’s objects, answers only after a while, and can be synchronised', async () => {
  const { clock, fill } = forkClock();
  const { forge, ann, bob, asBob } = await stage({ clock });
  const home = { owner: 'bob', repo: 'kit' };
  await asBob.rest.repos.createFork(kit);
  const url = withToken(forge, 'bob/kit', bob.token);
  expect((await git(['ls-remote', url])).err).toContain('not found');
  fill();
  await soon(async () => (await git(['ls-remote', url])).code).toBe(0);
  const dir = join(await tempDir(), 'w');
  await git(['clone', '-q', withToken(forge, 'ann/kit', ann.token), dir]);
  await git(['commit', '-q', '--allow-empty', '-m', 'Upstream goes on'], dir);
  await git(['push', '-q', 'origin', 'HEAD:main'], dir);
  // The new commit is to be seen through the fork though its branch is behind.
  const { main = '' } = forge.repository('ann/kit').branches;
  expect((await asBob.rest.git.getCommit({ ...home, commit_sha: main })).data.sha).toBe(main);
  const sync = () => asBob.rest.repos.mergeUpstream({ ...home, branch: 'main' });
  expect((await sync()).data.merge_type).toBe('fast-forward');
  expect((await sync()).data.merge_type).toBe('none');
  expect(forge.repository('bob/kit')).toMatchObject({ parent: 'ann/kit', branches: { main } });
  await git(['commit', '-q', '--allow-empty', '-m', 'Theirs'], dir);
  await git(['push', '-q', 'origin', 'HEAD:main'], dir);
  await git(['commit', '-q', '--amend', '--allow-empty', '-m', 'Mine'], dir);
  await git(['push', '-q', url, 'HEAD:main'], dir);
  expect(await refused(sync())).toMatchObject({ status: 409 });
});

test('a forge of a checkout shows its current commit and nothing else of it', async () => {
  const { forge } = await stage();
  const dir = join(await tempDir(), 'checkout');
  await git(['init', '-q', '-b', 'trunk', dir]);
  await writeFile(join(dir, 'a.md'), '- [ ] x\n');
  await git(['add', '.'], dir);
  await git(['commit', '-qm', 'One'], dir);
  await git(['branch', 'private-thoughts'], dir);
  await git(['checkout', '-q', '--detach'], dir);
  await writeFile(join(dir, 'uncommitted'), '');
  await forge.addRepository({ slug: 'ann/mine', fromDir: dir });
  const { out } = await git(['rev-parse', 'HEAD'], dir);
  expect(forge.repository('ann/mine').branches).toEqual({ main: out });
  const refs = await git(['ls-remote', `${forge.url}/ann/mine.git`]);
  expect(refs.out).toBe(`${out}\tHEAD\n${out}\trefs/heads/main`);
});

test('a forge of a plain folder has its files as one commit', async () => {
  const { forge, asAnn } = await stage();
  const dir = await tempDir();
  await writeFile(join(dir, 'a *.md'), 'star\n');
  await writeFile(join(dir, '.gitignore'), 'left-out\n');
  await writeFile(join(dir, 'left-out'), '');
  await forge.addRepository({ slug: 'ann/plain', fromDir: dir });
  const plain = { owner: 'ann', repo: 'plain' };
  const { data } = await asAnn.rest.repos.getContent({ ...plain, path: 'a *.md' });
  expect(data).toMatchObject({ type: 'file', size: 5, encoding: 'base64', content: 'c3Rhcgo=' });
  expect(await refused(asAnn.rest.repos.getContent({ ...plain, path: 'left-out' }))).toMatchObject({
    status: 404,
  });
});

test('stopping in the middle of a clone leaves no process', async () => {
  const { forge } = await stage();
  // Random bytes do not compress: git is still sending when the forge stops.
  const big = Object.fromEntries(
    Array.from({ length: 8 }, (_, at) => [`f${at}`, randomBytes(1_500_000).toString('base64')]),
  );
  await forge.addRepository({ slug: 'ann/big', files: big });
  const clone = git(['clone', '-q', `${forge.url}/ann/big.git`, join(await tempDir(), 'big')]);
  await soon(() => forge.exchanges().length).toBeGreaterThan(0);
  await forge.stop();
  expect((await clone).code).not.toBe(0);
  // Only this process's own: other tests may be cloning at the same time.
  const { stdout } = await run('ps', ['-eo', 'ppid,args'], {
    env: { PATH: process.env.PATH },
    timeoutMs: HANG_MS,
  });
  const ours = stdout.split('\n').filter((line) => line.trim().startsWith(`${process.pid} `));
  expect(ours.filter((line) => line.includes('http-backend'))).toEqual([]);
});
