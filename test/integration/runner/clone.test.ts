import { lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareClone } from '../../../src/runner/workspace/clone.ts';
import { openWorkspace } from '../../../src/runner/workspace/open.ts';
import { filesWith } from '../../support/files-with.ts';
import { gitServer, plainGit } from '../../support/git-server.ts';
import { HANG_MS } from '../../support/limits.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';
import { accessTo, BRANCH, ME, OWN, requestFor, TOKEN } from '../../support/workspace.ts';

const FILES = { 'README.md': '# Hello\n', 'src/a.txt': 'a\n', 'src/ünï côdé.txt': 'b\n' };

test('makes a partial clone with the branch checked out, and leaves no credential anywhere', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', FILES);
  await repository.git('update-ref', 'refs/heads/other', repository.main);
  const home = await tempDir();
  const request = await requestFor(server, repository, home);

  expect(await prepareClone(request)).toEqual({ partial: true, reused: false });

  expect(await readFile(join(request.dir, 'src/ünï côdé.txt'), 'utf8')).toBe('b\n');
  expect(await plainGit(request.dir, ['status', '--porcelain', '--branch'])).toBe(
    `## ${BRANCH}...origin/${BRANCH}`,
  );
  expect(await plainGit(request.dir, ['rev-parse', 'HEAD'])).toBe(request.sha);
  expect(await plainGit(request.dir, ['log', '--format=%s'])).toBe('Claim\nStart');
  const config = await plainGit(request.dir, ['config', '--local', '--list']);
  expect(config).toContain(`remote.origin.url=${repository.url}`);
  expect(config).toContain('remote.origin.partialclonefilter=blob:none');
  expect(config).not.toMatch(/user\.|credential|hookspath|askpass/i);
  expect(await filesWith(home, TOKEN)).toEqual([]);
  expect(await readdir(join(home, 'clones'))).toEqual(['octo-hello']);
  expect(await readFile(join(request.dir, '.git/info/exclude'), 'utf8')).toBe(`/${OWN}/\n`);
  expect(server.requests.some(({ credentials }) => credentials === `x-access-token:${TOKEN}`)).toBe(true);
  expect(server.requests.every(({ path }) => !path.includes(TOKEN))).toBe(true);
});

test('leaves the contents of old files on the server', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', { 'big.txt': 'old'.repeat(1_000) });
  const work = await tempDir();
  await plainGit(work, ['clone', '-q', repository.dir, 'w']);
  await writeFile(join(work, 'w', 'big.txt'), 'new\n');
  await plainGit(join(work, 'w'), ['commit', '-qam', 'Replace']);
  await plainGit(join(work, 'w'), ['push', '-q', 'origin', 'HEAD:main']);
  const old = await repository.git('rev-parse', `${repository.main}:big.txt`);
  const request = await requestFor(server, repository, await tempDir());

  await prepareClone(request);

  const missing = await plainGit(request.dir, ['rev-list', '--objects', '--missing=print', '--all']);
  expect(missing).toContain(`?${old}`);
  expect(await readFile(join(request.dir, 'big.txt'), 'utf8')).toBe('new\n');
});

test.each(['ignore', 'refuse'] as const)(
  'falls back to a full clone when the server does %s filters',
  async (filter) => {
    const server = await gitServer();
    const repository = await server.add('octo/hello', FILES, filter);
    const request = await requestFor(server, repository, await tempDir());

    expect(await prepareClone(request)).toEqual({ partial: false, reused: false });

    expect(await plainGit(request.dir, ['config', '--local', '--list'])).not.toMatch(/promisor|partial/);
    expect(await plainGit(request.dir, ['fsck', '--connectivity-only'])).toBe('');
    expect(await readdir(join(request.dir, '..'))).toEqual(['octo-hello']);
  },
);

test('tells how far it is, never going back', async () => {
  const server = await gitServer();
  const many = Object.fromEntries(
    Array.from({ length: 400 }, (_, n) => [`d${n % 7}/f${n}.txt`, `${n}\n`.repeat(50)]),
  );
  const repository = await server.add('octo/hello', many);
  const told: [string, number][] = [];
  const request = await requestFor(server, repository, await tempDir(), {
    onProgress: (stage, percent) => told.push([stage, percent]),
  });

  await prepareClone(request);

  const stages = [...new Set(told.map(([stage]) => stage))];
  expect(stages).toEqual(expect.arrayContaining(['Receiving history', 'Receiving files']));
  for (const stage of stages) {
    const percents = told.filter(([name]) => name === stage).map(([, percent]) => percent);
    expect(percents).toEqual([...new Set(percents)].sort((a, b) => a - b));
  }
  expect(told).toContainEqual(['Receiving files', 100]);
});

test('fills an empty folder, and makes missing parents', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', FILES);
  const home = await tempDir();
  const dir = join(home, 'deep', 'er', 'x');
  await mkdir(dir, { recursive: true });
  const request = await requestFor(server, repository, home, { dir });
  expect(await prepareClone(request)).toEqual({ partial: true, reused: false });
  expect(await readdir(join(home, 'deep', 'er'))).toEqual(['x']);
});

test('reuses a clean clone for the next contribution, fetching only what is new', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', FILES);
  const home = await tempDir();
  const first = await requestFor(server, repository, home);
  await prepareClone(first);
  await writeFile(join(first.dir, 'done.txt'), 'done\n');
  const workspace = openWorkspace(first.dir, first.access, first.signal, first.originUrl);
  await workspace.commitAll('Work', ME, false);
  await workspace.push(BRANCH);
  const branch = 'symphony/8-ffffff';
  const sha = await repository.claim(branch);

  expect(await prepareClone({ ...first, branch, sha })).toEqual({ partial: true, reused: true });

  expect(await plainGit(first.dir, ['rev-parse', 'HEAD'])).toBe(sha);
  expect(await plainGit(first.dir, ['status', '--porcelain', '--branch'])).toBe(
    `## ${branch}...origin/${branch}`,
  );
  expect(await readdir(first.dir)).not.toContain('done.txt');
  expect(await plainGit(first.dir, ['rev-parse', BRANCH])).toBe(await repository.tip(BRANCH));
});

test('reuses a clone of the project for a fork of it', async () => {
  const server = await gitServer();
  const project = await server.add('octo/hello', FILES);
  const home = await tempDir();
  const first = await requestFor(server, project, home);
  await prepareClone(first);
  await plainGit(home, ['clone', '-q', '--bare', project.dir, 'fork.git']);
  const fork = await server.add('ada/hello', FILES);
  const sha = await fork.claim('symphony/9-eeeeee');

  const result = await prepareClone({
    ...first,
    originUrl: fork.url,
    upstreamUrl: project.url.toUpperCase().replace('HTTP://', 'http://').replace('.GIT', ''),
    branch: 'symphony/9-eeeeee',
    sha,
  });

  expect(result).toEqual({ partial: true, reused: true });
  const config = await plainGit(first.dir, ['config', '--local', '--list']);
  expect(config).toContain(`remote.origin.url=${fork.url}`);
  expect(config).toContain('remote.upstream.url=');
  expect(await plainGit(first.dir, ['for-each-ref', '--format=%(refname)', 'refs/remotes'])).toBe(
    'refs/remotes/origin/symphony/9-eeeeee',
  );
});

test('takes its own interrupted clone as it stands, with the work in it', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', FILES);
  const request = await requestFor(server, repository, await tempDir());
  await prepareClone(request);
  await writeFile(join(request.dir, 'half.txt'), 'half\n');
  expect(await prepareClone(request)).toEqual({ partial: true, reused: true });
  expect(await readFile(join(request.dir, 'half.txt'), 'utf8')).toBe('half\n');
});

const OCCUPIED: Record<string, (dir: string) => Promise<unknown>> = {
  'a folder with files': async (dir) => {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'mine.txt'), 'mine');
  },
  'a file': async (dir) => {
    await mkdir(join(dir, '..'), { recursive: true });
    await writeFile(dir, 'mine');
  },
  'a link to a folder': async (dir) => {
    await mkdir(join(dir, '..', 'target'), { recursive: true });
    await symlink(join(dir, '..', 'target'), dir);
  },
  'a clone of another project': async (dir) => {
    await mkdir(dir, { recursive: true });
    await plainGit(dir, ['init', '-q']);
    await plainGit(dir, ['remote', 'add', 'origin', 'https://github.com/somebody/else.git']);
  },
  'a repository without remotes': async (dir) => {
    await mkdir(dir, { recursive: true });
    await plainGit(dir, ['init', '-q']);
  },
};

test.each(sample(Object.entries(OCCUPIED), { drawn: 3, more: 'all' }, testSeed()))(
  'never touches %s',
  async (_name, make) => {
    const server = await gitServer();
    const repository = await server.add('octo/hello', FILES);
    const request = await requestFor(server, repository, await tempDir());
    await make(request.dir);
    const before = await snapshot(join(request.dir, '..'));

    await expect(prepareClone(request)).rejects.toMatchObject({
      code: 'workspace.occupied',
      remedy: expect.stringContaining('--dir'),
    });

    expect(await snapshot(join(request.dir, '..'))).toEqual(before);
  },
);

async function snapshot(dir: string): Promise<[string, number][]> {
  const names = (await readdir(dir, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => [name, (await lstat(join(dir, name))).mtimeMs] as [string, number]),
  );
}

const UNSAVED: Record<string, (dir: string) => Promise<unknown>> = {
  'a changed file': (dir) => writeFile(join(dir, 'README.md'), 'changed'),
  'an untracked file': (dir) => writeFile(join(dir, 'new.txt'), 'new'),
  'a commit that was not pushed': (dir) => plainGit(dir, ['commit', '-q', '--allow-empty', '-m', 'mine']),
  'a commit on a detached HEAD': async (dir) => {
    await plainGit(dir, ['checkout', '-q', '--detach']);
    await plainGit(dir, ['commit', '-q', '--allow-empty', '-m', 'mine']);
  },
  'a stash': async (dir) => {
    await writeFile(join(dir, 'README.md'), 'changed');
    await plainGit(dir, ['stash']);
  },
  'a merge that was not ended': async (dir) =>
    writeFile(join(dir, '.git', 'MERGE_HEAD'), `${await plainGit(dir, ['rev-parse', 'HEAD'])}\n`),
};

test.each(sample(Object.entries(UNSAVED), { drawn: 3, more: 'all' }, testSeed()))(
  'does not reuse a clone that holds %s',
  async (_name, make) => {
    const server = await gitServer();
    const repository = await server.add('octo/hello', FILES);
    const request = await requestFor(server, repository, await tempDir());
    await prepareClone(request);
    await make(request.dir);
    const head = await plainGit(request.dir, ['rev-parse', 'HEAD']);
    const branch = 'symphony/8-ffffff';
    const sha = await repository.claim(branch);

    await expect(prepareClone({ ...request, branch, sha })).rejects.toMatchObject({
      code: 'workspace.occupied',
    });

    expect(await plainGit(request.dir, ['rev-parse', 'HEAD'])).toBe(head);
  },
);

test('says what is wrong when the sign-in, the repository or the branch is', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', FILES);
  const home = await tempDir();
  const request = await requestFor(server, repository, home);
  const failing = (more: object) => prepareClone({ ...request, ...more });

  await expect(failing({ access: accessTo(server, home, 'tok_wrong_999999') })).rejects.toMatchObject({
    code: 'git.auth-failed',
    message: expect.not.stringContaining('tok_wrong_999999'),
  });
  await expect(failing({ access: { ...request.access, token: undefined } })).rejects.toMatchObject({
    code: 'git.auth-failed',
  });
  await expect(failing({ branch: 'symphony/404-none' })).rejects.toMatchObject({
    code: 'git.branch-missing',
  });
  await expect(failing({ originUrl: `${server.origin}/octo/none.git` })).rejects.toMatchObject({
    code: 'git.not-found',
  });
  await expect(failing({ sha: '0123456789012345678901234567890123456789' })).rejects.toMatchObject({
    code: 'workspace.claim-missing',
  });
  const dead = 'http://127.0.0.1:9';
  await expect(
    failing({ originUrl: `${dead}/octo/hello.git`, access: { ...request.access, origin: dead } }),
  ).rejects.toMatchObject({ code: 'git.offline' });
  expect(await readdir(join(home, 'clones'))).toEqual([]);
});

test.each([
  'ext::sh -c touch% /tmp/pwned',
  'file:///etc',
  '/etc',
  'ssh://git@github.com/o/r.git',
  'git@github.com:o/r.git',
  'git://github.com/o/r.git',
  'http://github.com/o/r.git',
  'https://evil.example/o/r.git',
  'https://token@github.com/o/r.git',
  'https://github.com/o/r.git?x=1',
  'https://github.com/o/r.git#x',
  'https://github.com/',
  'https://github.com/o/r".git',
  '--upload-pack=touch /tmp/pwned',
])('refuses the address %s', async (originUrl) => {
  const home = await tempDir();
  await expect(
    prepareClone({
      dir: join(home, 'x'),
      originUrl,
      upstreamUrl: null,
      branch: 'b',
      sha: '0'.repeat(40),
      access: {
        origin: 'https://github.com',
        token: TOKEN,
        env: { PATH: process.env.PATH, HOME: home },
        privateDir: join(home, 'private'),
      },
      signal: AbortSignal.timeout(HANG_MS),
      own: null,
      onProgress: () => undefined,
    }),
  ).rejects.toMatchObject({ code: 'git.bad-url', message: expect.not.stringContaining('token@') });
  expect(await readdir(home)).toEqual([]);
});

test('does not follow submodules, wherever they lead', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', {
    ...FILES,
    '.gitmodules': '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch pwned"\n',
  });
  const tree = await plainGit(repository.dir, ['rev-parse', 'main']);
  const work = await tempDir();
  await plainGit(work, ['clone', '-q', repository.dir, 'w']);
  await plainGit(join(work, 'w'), ['update-index', '--add', '--cacheinfo', `160000,${tree},x`]);
  await plainGit(join(work, 'w'), ['commit', '-qm', 'Add a submodule']);
  await plainGit(join(work, 'w'), ['push', '-q', 'origin', 'HEAD:main']);
  const request = await requestFor(server, repository, await tempDir());

  await prepareClone(request);

  expect(await readdir(join(request.dir, 'x'))).toEqual([]);
  const workspace = openWorkspace(request.dir, request.access, request.signal, request.originUrl);
  await rm(join(request.dir, 'x'), { recursive: true });
  expect(await workspace.changes()).toEqual([]);
});

test('a server that lacks parents of what it serves is asked for them by no process inside another', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', FILES);
  const home = await tempDir();
  const request = await requestFor(server, repository, home);
  await writeFile(join(repository.dir, 'shallow'), `${request.sha}\n`);
  server.requests.length = 0;

  await expect(prepareClone(request)).rejects.toMatchObject({ code: 'git.failed' });

  // Two tries, each with the question who is asked, what there is and (signed in) what is wanted.
  expect(server.requests.length).toBeLessThanOrEqual(12);
  expect(await readdir(join(home, 'clones'))).toEqual([]);
});

test('pushes a file of a partial clone that only the server has', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', { 'big.txt': 'first\n' });
  const work = join(await tempDir(), 'w');
  await plainGit(repository.dir, ['clone', '-q', repository.dir, work]);
  await writeFile(join(work, 'big.txt'), 'second\n');
  await plainGit(work, ['commit', '-qam', 'Replace']);
  await plainGit(work, ['push', '-q', 'origin', 'HEAD:main']);
  const request = await requestFor(server, repository, await tempDir());
  await prepareClone(request);
  // What a revert comes to whose files nobody looks at.
  const tree = await plainGit(request.dir, ['rev-parse', `${repository.main}^{tree}`]);
  const back = await plainGit(request.dir, ['commit-tree', tree, '-p', 'HEAD', '-m', 'Back']);
  await plainGit(request.dir, ['update-ref', 'HEAD', back]);
  const workspace = openWorkspace(request.dir, request.access, request.signal, request.originUrl);

  expect(await workspace.push(BRANCH)).toBe(back);

  expect(await repository.git('show', `${BRANCH}:big.txt`)).toBe('first');
});
