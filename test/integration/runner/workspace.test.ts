import { chmod, mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareClone } from '../../../src/runner/workspace/clone.ts';
import { openWorkspace } from '../../../src/runner/workspace/open.ts';
import type { CloneRequest, Workspace } from '../../../src/runner/workspace/types.ts';
import { type GitServer, gitServer, plainGit, type ServedRepository } from '../../support/git-server.ts';
import { anywhere } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';
import { accessTo, BRANCH, ME, OWN, requestFor } from '../../support/workspace.ts';

const FILES = {
  'README.md': '# Hello\n',
  'src/a.txt': 'a\n',
  'gone.txt': 'gone\nfor\never\n',
  '.gitignore': 'ignored/\n',
};

interface Rig {
  server: GitServer;
  repository: ServedRepository;
  request: CloneRequest;
  workspace: Workspace;
  dir: string;
  home: string;
  write(path: string, content: string): Promise<void>;
  git(...args: string[]): Promise<string>;
}

async function rig(files: Record<string, string> = FILES): Promise<Rig> {
  const server = await gitServer();
  const repository = await server.add('octo/hello', files);
  const home = await tempDir();
  const request = await requestFor(server, repository, home);
  await prepareClone(request);
  const { dir } = request;
  return {
    server,
    repository,
    request,
    dir,
    home,
    workspace: openWorkspace(dir, request.access, request.signal, request.originUrl, { own: OWN }),
    async write(path, content) {
      await mkdir(join(dir, path, '..'), { recursive: true });
      await writeFile(join(dir, path), content);
    },
    git: (...args) => plainGit(dir, args),
  };
}

test('commits everything that changed, and nothing of its own', async () => {
  const { workspace, write, git, dir, request } = await rig();
  await write('src/a.txt', 'changed\n');
  await write('new/deep/ünï "quoted" *.txt', 'new\n');
  await write('-leading-hyphen', 'x\n');
  await write(':(exclude)magic', 'x\n');
  await write(`${OWN}/01.md`, '- [x] task\n');
  await write('.maestro/symphony/mine.md', 'x\n');
  await write('ignored/skip.txt', 'x\n');
  await rm(join(dir, 'gone.txt'));
  expect((await workspace.changes()).sort()).toEqual(
    [
      '-leading-hyphen',
      '.maestro/symphony/mine.md',
      ':(exclude)magic',
      'gone.txt',
      'new/deep/ünï "quoted" *.txt',
      'src/a.txt',
    ].sort(),
  );

  const { sha, leftOut } = await workspace.commitAll('Symphony: do it', ME, false);

  expect(leftOut).toEqual([]);
  expect(sha).toBe(await git('rev-parse', 'HEAD'));
  expect(await workspace.head()).toBe(sha);
  const names = await git('-c', 'core.quotePath=false', 'show', '--name-status', '--format=', '-z', 'HEAD');
  expect(names).not.toMatch(/abcdefgh|ignored/);
  expect(names.split('\0').filter(Boolean)).toHaveLength(12);
  expect(await git('log', '-1', '--format=%an <%ae> %cn <%ce>|%B')).toBe(
    `${ME.name} <${ME.email}> ${ME.name} <${ME.email}>|Symphony: do it`,
  );
  expect(await workspace.changes()).toEqual([]);
  expect(await workspace.commitAll('Nothing', ME, false)).toEqual({ sha: null, leftOut: [] });
  expect(await workspace.branch()).toBe(BRANCH);
  expect(await workspace.diffStat(request.sha)).toEqual({ files: 6, insertions: 5, deletions: 4 });
  expect(await workspace.isChangedBelow(request.sha, 'src')).toBe(true);
  expect(await workspace.isChangedBelow(request.sha, 'sr')).toBe(false);
  expect(await workspace.isChangedBelow(request.sha, '*')).toBe(false);
});

test('keeps its own folder out of a commit even when an agent forced it into the index, and nothing else', async () => {
  const { workspace, write, git } = await rig({ ...FILES, '.maestro/config.yaml': 'flows: []\n' });
  await write(`${OWN}/01.md`, '- [x] task\n');
  await git('add', '-A', '-f');
  await write('src/a.txt', 'changed\n');
  // What mobile projects keep under the same name.
  await write('.maestro/config.yaml', 'flows: [login]\n');
  await write('.maestro/flows/login.yaml', 'appId: x\n');
  await workspace.commitAll('Work', ME, false);
  expect(await git('show', '--name-only', '--format=', 'HEAD')).toBe(
    ['.maestro/config.yaml', '.maestro/flows/login.yaml', 'src/a.txt'].join('\n'),
  );
});

test.each([
  ['-m --amend\n\nbody', '-m --amend\n\nbody'],
  ['# not a comment\n\n# nor this', '# not a comment\n\n# nor this'],
  ['a\0b \u001b[31mred\u001b[0m \u202eevil', 'ab red evil'],
  ['$(touch pwned) `id` %n%s', '$(touch pwned) `id` %n%s'],
  ['\n\n  \n', 'Symphony'],
])('takes the message %j harmlessly', async (message, expected) => {
  const { workspace, write, git } = await rig();
  await write('a', message);
  await workspace.commitAll(message, ME, false);
  expect(await git('log', '-1', '--format=%B')).toBe(expected);
});

test('signs off when asked to, and cleans a hostile identity', async () => {
  const { workspace, write, git } = await rig();
  await write('a', '1');
  await workspace.commitAll('Work', { name: 'Ada <x>\nEvil: yes', email: 'a@b>\n' }, true);
  expect(await git('log', '-1', '--format=%B|%an|%ae')).toBe(
    'Work\n\nSigned-off-by: Ada xEvil: yes <a@b>\n|Ada xEvil: yes|a@b',
  );
});

test('survives what agents leave behind: repositories, links, odd names, unreadable modes', async () => {
  const { workspace, write, git, dir } = await rig();
  await mkdir(join(dir, 'nested'));
  await plainGit(join(dir, 'nested'), ['init', '-q']);
  await write('nested/file', 'x');
  await mkdir(join(dir, 'nested2'));
  await plainGit(join(dir, 'nested2'), ['init', '-q']);
  await plainGit(join(dir, 'nested2'), ['commit', '-q', '--allow-empty', '-m', 'x']);
  await symlink('/etc/passwd', join(dir, 'link'));
  await symlink('../../..', join(dir, 'up'));
  await write('git~1', 'refused by git');
  await write('sub/.GIT', 'refused by git');
  await write('new\nline', 'x');
  await rm(join(dir, 'src/a.txt'));
  await write('src/a.txt/now-a-folder', 'x');
  await write('run.sh', '#!/bin/sh\n');
  await chmod(join(dir, 'run.sh'), 0o755);

  const { sha, leftOut } = await workspace.commitAll('Work', ME, false);
  expect(sha).not.toBeNull();
  expect(leftOut.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: 'git~1', why: 'name' },
    { path: 'nested2/', why: 'empty' },
    { path: 'sub/.GIT', why: 'name' },
  ]);

  const tree = (await git('ls-tree', '-r', '-z', 'HEAD')).split('\0').filter(Boolean);
  expect(tree.map((line) => line.split('\t')[1])).toEqual(
    [
      '.gitignore',
      'README.md',
      'gone.txt',
      'link',
      'nested/file',
      'new\nline',
      'run.sh',
      'src/a.txt/now-a-folder',
      'up',
    ].sort(),
  );
  expect(tree.find((line) => line.endsWith('\tlink'))).toMatch(/^120000/);
  expect(tree.find((line) => line.endsWith('\trun.sh'))).toMatch(/^100755/);
  expect((await workspace.unsavedWork()).dirty.sort()).toEqual(['git~1', 'nested2/', 'sub/.GIT']);
});

test('commits on from an index that is locked by a git that was killed, and waits for one that lives', async () => {
  const { workspace, write, dir } = await rig();
  await write('a', '1');
  const lock = join(dir, '.git', 'index.lock');
  await writeFile(lock, '');
  const long = new Date(Date.now() - 60_000);
  await utimes(lock, long, long);
  expect((await workspace.commitAll('After a kill', ME, false)).sha).not.toBeNull();

  await write('a', '2');
  await writeFile(lock, '');
  setTimeout(() => void rm(lock), anywhere(500));
  expect((await workspace.commitAll('After a wait', ME, false)).sha).not.toBeNull();
});

test('pushes without force, again when nothing is new, and notes what is pushed', async () => {
  const { workspace, write, repository, git } = await rig();
  await write('a', '1');
  const { sha: first } = await workspace.commitAll('One', ME, false);
  expect(await workspace.unsavedWork()).toEqual({
    dirty: [],
    dirtyFiles: 0,
    unpushed: 1,
    commits: [{ sha: expect.stringMatching(/^[0-9a-f]{7,}$/), subject: expect.any(String) }],
    stashes: 0,
  });
  expect(await workspace.push(BRANCH)).toBe(first);
  expect(await repository.tip(BRANCH)).toBe(first);
  expect(await workspace.push(BRANCH)).toBe(first);
  expect(await workspace.unsavedWork()).toEqual({
    dirty: [],
    dirtyFiles: 0,
    unpushed: 0,
    commits: [],
    stashes: 0,
  });
  expect(await git('status', '-sb')).toBe(`## ${BRANCH}...origin/${BRANCH}`);

  await git('commit', '-q', '--amend', '-m', 'Rewritten');
  await expect(workspace.push(BRANCH)).rejects.toMatchObject({ code: 'git.push-rejected' });
  expect(await repository.tip(BRANCH)).toBe(first);
});

test('says why a push failed', async () => {
  const { workspace, write, repository, server, request, dir, home } = await rig();
  await write('a', '1');
  await workspace.commitAll('One', ME, false);
  server.tokens.set('tok_read_0123456789', 'read');
  const as = (token: string) =>
    openWorkspace(dir, accessTo(server, home, token), request.signal, request.originUrl).push(BRANCH);
  await expect(as('tok_read_0123456789')).rejects.toMatchObject({ code: 'git.auth-failed' });
  await expect(as('tok_wrong_012345678')).rejects.toMatchObject({
    code: 'git.auth-failed',
    message: expect.not.stringContaining('tok_wrong'),
  });
  await writeFile(
    join(repository.dir, 'hooks', 'pre-receive'),
    '#!/bin/sh\necho "Protected \u001b[31mbranch" >&2; exit 1\n',
    {
      mode: 0o755,
    },
  );
  await expect(workspace.push(BRANCH)).rejects.toMatchObject({
    code: 'git.push-rejected',
    message: expect.stringMatching(/Protected branch/),
  });
  await expect(workspace.push('../evil')).rejects.toMatchObject({ code: 'git.bad-branch' });
  await expect(openWorkspace(dir, request.access, request.signal).push(BRANCH)).rejects.toMatchObject({
    code: 'workspace.read-only',
  });
  expect((await readdir(join(dir, '..'))).sort()).toEqual(['octo-hello']);
});

test('shows the difference, cut at a limit, without running programs', async () => {
  const { workspace, write, request } = await rig();
  await write('big.txt', 'line\n'.repeat(50_000));
  await workspace.commitAll('Big', ME, false);
  const whole = await workspace.diffText(request.sha, 10_000_000);
  expect(whole).toContain('+++ b/big.txt');
  const cut = await workspace.diffText(request.sha, 1_000);
  expect(cut.length).toBeLessThanOrEqual(1_000);
  expect(whole.startsWith(cut)).toBe(true);
  await expect(workspace.diffText('HEAD', 10)).rejects.toMatchObject({ code: 'git.bad-sha' });
});

test('excludes its own folder once, takes back the wide rule of earlier versions, and follows no link', async () => {
  const { workspace, write, dir, home } = await rig();
  const file = join(dir, '.git/info/exclude');
  await workspace.excludeOwn();
  expect(await readFile(file, 'utf8')).toBe(`/${OWN}/\n`);
  // Of an earlier contribution of an earlier version; the second is no contribution's.
  for (const name of ['qrstuvwx', 'playbooks']) await write(`.maestro/symphony/${name}/01.md`, 'x\n');
  await writeFile(file, '# mine\n.maestro/\n*.log\n');
  await workspace.excludeOwn();
  expect(await readFile(file, 'utf8')).toBe(`# mine\n*.log\n/${OWN}/\n/.maestro/symphony/qrstuvwx/\n`);
  expect(await workspace.changes()).toEqual(['.maestro/symphony/playbooks/01.md']);
  await rm(file);
  await writeFile(join(home, 'victim'), '');
  await symlink(join(home, 'victim'), file);
  await expect(workspace.excludeOwn()).rejects.toMatchObject({ code: 'path.outside' });
  expect(await readFile(join(home, 'victim'), 'utf8')).toBe('');
});

test('takes the files of repositories that were begun inside the clone, one in the other; clones stay out and are named', async () => {
  const { workspace, write, git, dir } = await rig();
  const begin = async (path: string): Promise<void> => {
    await mkdir(join(dir, path), { recursive: true });
    await plainGit(join(dir, path), ['init', '-q']);
  };
  await begin('app');
  await begin('app/inner');
  await begin('committed');
  await begin('linked');
  await write('app/.gitignore', 'node_modules/\n');
  await write('app/node_modules/x.js', 'x');
  await write('app/src/index.js', 'x');
  await write('app/inner/deep.js', 'x');
  for (const path of ['committed', 'linked']) {
    await write(`${path}/README.md`, 'x');
    await plainGit(join(dir, path), ['add', '-A']);
    await plainGit(join(dir, path), ['commit', '-q', '-m', 'Begin']);
  }
  // What `git add -A` of an agent makes of it: a link that nobody can follow.
  await git('add', 'linked');
  await begin('vendored');
  await plainGit(join(dir, 'vendored'), ['remote', 'add', 'origin', 'https://example.org/x.git']);
  await write('vendored/x.c', 'x');

  const { leftOut } = await workspace.commitAll('Work', ME, false);
  expect(await git('show', '--name-only', '--format=', 'HEAD')).toBe(
    [
      'app/.gitignore',
      'app/inner/deep.js',
      'app/src/index.js',
      'committed/README.md',
      'linked/README.md',
    ].join('\n'),
  );
  expect(leftOut).toEqual(
    expect.arrayContaining([
      { path: 'vendored/', why: 'repository' },
      { path: 'app/node_modules/', why: 'ignored' },
    ]),
  );
  expect(leftOut).toHaveLength(2);
  // Later changes in there are changes like all others.
  await write('app/src/more.js', 'x');
  await workspace.commitAll('More', ME, false);
  expect(await git('show', '--name-only', '--format=', 'HEAD')).toBe('app/src/more.js');
});

test('names what a new rule hides, and nothing that was hidden before', async () => {
  const { workspace, write, dir } = await rig();
  await write('ignored/old.txt', 'x');
  await write('.gitignore', 'ignored/\n*.secret\nout/\n');
  await write('a.secret', 'x');
  await write('out/b.js', 'x');
  await write('src/a.txt', 'changed\n');
  expect((await workspace.commitAll('Work', ME, false)).leftOut).toEqual([
    { path: 'a.secret', why: 'ignored' },
    { path: 'out/', why: 'ignored' },
  ]);
  await write('src/a.txt', 'again\n');
  expect((await workspace.commitAll('More', ME, false)).leftOut).toEqual([]);
  await writeFile(join(dir, '.git/info/exclude'), `/${OWN}/\nhidden.txt\n`);
  await write('hidden.txt', 'x');
  await write('src/a.txt', 'once more\n');
  expect((await workspace.commitAll('Most', ME, false)).leftOut).toEqual([
    { path: 'hidden.txt', why: 'ignored' },
  ]);
});

test('stands by its clone alone: a clone that lost its .git does not become the repository around it', async () => {
  const { workspace, dir, home } = await rig();
  await plainGit(home, ['init', '-q']);
  await rm(join(dir, '.git'), { recursive: true });
  await expect(workspace.changes()).rejects.toMatchObject({ code: 'workspace.gone' });
});
