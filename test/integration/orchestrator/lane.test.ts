import { mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type LaneRequest, prepareLane, requireSafeLane } from '../../../src/orchestrator/lane/prepare.ts';
import { removeLane } from '../../../src/orchestrator/lane/remove.ts';
import { readSource } from '../../../src/runner/workspace/source.ts';
import { filesWith } from '../../support/files-with.ts';
import { plainGit } from '../../support/git-server.ts';
import { type LaneStage, laneStage, NO_HOOKS } from '../../support/lane.ts';
import { anywhere } from '../../support/limits.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';
import { ME, TOKEN } from '../../support/workspace.ts';

/** What git says of a lane, as an agent would hear it. */
const gitIn = (request: LaneRequest, ...args: string[]): Promise<string> => plainGit(request.lane.dir, args);

async function working(): Promise<{ it: LaneStage; request: LaneRequest }> {
  const it = await laneStage();
  const request = it.request('ENG-12');
  await prepareLane(request);
  return { it, request };
}

describe('a lane', () => {
  test('is a whole clone of its own on its branch from the default branch’s tip, without any credential', async () => {
    const it = await laneStage();
    const request = it.request('ENG-12');
    const ready = await prepareLane(request);

    expect(ready).toMatchObject({
      created: true,
      afterCreate: null,
      clone: { defaultBranch: 'main', baseSha: it.repository.main },
    });
    const { dir } = request.lane;
    expect(dir).toBe(join(it.root, 'ENG-12'));
    expect(await gitIn(request, 'status', '--porcelain', '--branch')).toBe(
      '## x/app-eng-12...origin/x/app-eng-12 [gone]',
    );
    expect(await gitIn(request, 'rev-parse', 'HEAD', 'origin/main', 'origin/HEAD')).toBe(
      Array(3).fill(it.repository.main).join('\n'),
    );
    expect(await gitIn(request, 'rev-parse', '--path-format=absolute', '--git-common-dir')).toBe(
      join(dir, '.git'),
    );
    expect(await gitIn(request, 'remote', '-v')).toContain(`origin\t${it.repository.url} (push)`);
    expect(await gitIn(request, 'rev-list', '--objects', '--all', '--missing=print')).not.toContain('?');
    expect(await gitIn(request, 'config', '--local', '--list')).not.toMatch(/credential|askpass|promisor/i);
    expect(await filesWith(it.home, TOKEN)).toEqual([]);
    expect(await readdir(it.root)).toEqual(['ENG-12']);
    await requireSafeLane(request);
  });

  test('is taken again with the work in it, and learns what is new in the default branch', async () => {
    const { it, request } = await working();
    await writeFile(join(request.lane.dir, 'committed.txt'), 'x');
    await gitIn(request, 'add', '-A');
    await gitIn(request, 'commit', '-qm', 'Work');
    await writeFile(join(request.lane.dir, 'begun.txt'), 'y');
    const head = await gitIn(request, 'rev-parse', 'HEAD');
    const newer = await it.repository.claim('main');

    const again = await prepareLane(request);

    expect(again).toMatchObject({ created: false, clone: { baseSha: newer } });
    expect(await again.clone?.workspace.head()).toBe(head);
    expect(await again.clone?.workspace.mergeBase(newer)).toBe(it.repository.main);
    expect(await again.clone?.workspace.changes()).toEqual(['begun.txt']);
    expect(await gitIn(request, 'rev-parse', 'origin/main')).toBe(newer);
    await requireSafeLane(request);
  });

  test('that was cut off while it was made is made again, and leaves nothing beside it', async () => {
    const it = await laneStage();
    it.server.behaviour.stallAfter = 10;
    const stop = new AbortController();
    const request = it.request('ENG-12', { signal: stop.signal });
    const making = prepareLane(request);
    setTimeout(() => stop.abort(), anywhere(300));
    await expect(making).rejects.toThrow();
    expect(await readdir(it.root)).toEqual([]);
    it.server.behaviour.stallAfter = null;
    expect(await prepareLane(it.request('ENG-12'))).toMatchObject({ created: true });
  });

  test('is not made of a repository without a commit', async () => {
    const it = await laneStage();
    await it.repository.git('update-ref', '-d', 'refs/heads/main');
    await expect(prepareLane(it.request('ENG-12'))).rejects.toMatchObject({ code: 'workspace.empty-source' });
    expect(await readdir(it.root)).toEqual([]);
  });

  test('is pushed by its workspace, whose record of the remote is ours and not the lane’s', async () => {
    const it = await laneStage();
    const request = it.request('ENG-12');
    const { clone } = await prepareLane(request);
    await writeFile(join(request.lane.dir, 'a.txt'), 'x');
    const sha = (await clone?.workspace.commitAll('Work', ME, false))?.sha;
    expect(await clone?.workspace.push(request.lane.branch)).toBe(sha);
    expect(await it.repository.tip(request.lane.branch)).toBe(sha);
  });

  test('keeps the ssh address of its source for the agent, and is fetched by us over the web', async () => {
    const it = await laneStage();
    const request = it.request('ENG-12', {
      source: { remoteUrl: 'git@127.0.0.1:octo/hello.git', cloneUrl: it.repository.url },
    });
    expect(await prepareLane(request)).toMatchObject({ created: true });
    expect(await gitIn(request, 'remote', 'get-url', 'origin')).toBe('git@127.0.0.1:octo/hello.git');
  });
});

describe('the owner of a lane', () => {
  test('two whose names differ only by case do not share one', async () => {
    const it = await laneStage();
    await prepareLane(it.request('ENG-12'));
    await expect(prepareLane(it.request('eng-12'))).rejects.toMatchObject({
      code: 'lane.name-taken',
      message: expect.stringContaining('ENG-12'),
      remedy: expect.stringContaining(it.root),
    });
    await expect(prepareLane(it.request('ENG-12', { configId: 'other' }))).rejects.toMatchObject({
      code: 'lane.name-taken',
    });
    expect(await readdir(it.root)).toEqual(['ENG-12']);
    await rm(join(it.root, 'ENG-12'), { recursive: true });
    expect(await prepareLane(it.request('eng-12'))).toMatchObject({ created: true });
  });

  test('two that sanitise alike, and one that looks like a way out, get folders of their own', async () => {
    const it = await laneStage();
    for (const identifier of ['a b', 'a/b', '../../x', '..', '.git', 'NUL'])
      await prepareLane(it.request(identifier));
    expect((await readdir(it.root)).length).toBe(6);
    expect((await readdir(it.home)).sort()).toEqual(['lanes', 'private', 'state']);
  });
});

describe('a lane that leads out of itself is refused', () => {
  const tampering: Record<string, [code: string, tamper: (dir: string, other: string) => Promise<unknown>]> =
    {
      '.git is a link': [
        'workspace.git-outside',
        async (dir, other) => {
          await rename(join(dir, '.git'), join(other, 'git'));
          await symlink(join(other, 'git'), join(dir, '.git'));
        },
      ],
      '.git is a file': [
        'workspace.git-outside',
        async (dir, other) => {
          await rename(join(dir, '.git'), join(other, 'git'));
          await writeFile(join(dir, '.git'), `gitdir: ${join(other, 'git')}\n`);
        },
      ],
      '.git is gone': ['workspace.git-outside', (dir) => rm(join(dir, '.git'), { recursive: true })],
      'a link in .git': [
        'workspace.git-outside',
        async (dir, other) => {
          await rename(join(dir, '.git', 'objects'), join(other, 'objects'));
          await symlink(join(other, 'objects'), join(dir, '.git', 'objects'));
        },
      ],
      'a linked reference': [
        'workspace.git-outside',
        (dir, other) => symlink(join(other, 'x'), join(dir, '.git', 'refs', 'heads', 'x', 'y')),
      ],
      'a common folder elsewhere': [
        'workspace.git-outside',
        (dir, other) => writeFile(join(dir, '.git', 'commondir'), `${other}\n`),
      ],
      'core.worktree': [
        'git.config-tampered',
        (dir, other) => plainGit(dir, ['config', 'core.worktree', other]),
      ],
      'an included configuration': [
        'git.config-tampered',
        (dir, other) => plainGit(dir, ['config', 'include.path', join(other, 'more')]),
      ],
      'another origin': [
        'git.config-tampered',
        (dir) => plainGit(dir, ['remote', 'set-url', 'origin', 'https://example.com/o/r.git']),
      ],
      'objects of another repository': [
        'workspace.alternates-outside',
        (dir, other) => writeFile(join(dir, '.git', 'objects', 'info', 'alternates'), `${other}\n`),
      ],
      'objects behind a relative path': [
        'workspace.alternates-outside',
        (dir) => writeFile(join(dir, '.git', 'objects', 'info', 'alternates'), '../../../elsewhere\n'),
      ],
      'the lane is a link': [
        'workspace.is-link',
        async (dir, other) => {
          await rename(dir, join(other, 'lane'));
          await symlink(join(other, 'lane'), dir);
        },
      ],
      'the lane is a file': [
        'workspace.is-link',
        async (dir) => {
          await rm(dir, { recursive: true });
          await writeFile(dir, '');
        },
      ],
      'the workspace root is a link': [
        'lane.bad-root',
        async (dir, other) => {
          await rename(join(dir, '..'), join(other, 'lanes'));
          await symlink(join(other, 'lanes'), join(dir, '..'));
        },
      ],
      'another branch': ['lane.wrong-branch', (dir) => plainGit(dir, ['switch', '-q', '-c', 'else'])],
      'no branch': ['lane.wrong-branch', (dir) => plainGit(dir, ['switch', '-q', '--detach'])],
    };

  test.each(sample(Object.entries(tampering), { drawn: 5, more: 'all' }, testSeed()))(
    '%s',
    async (_name, [code, tamper]) => {
      const { request } = await working();
      await mkdir(join(request.lane.dir, '.git/objects/info'), { recursive: true });
      await tamper(request.lane.dir, await tempDir());
      const refused = { code, message: expect.any(String), remedy: expect.stringMatching(/\w/) };
      await expect(requireSafeLane(request)).rejects.toMatchObject(refused);
      if (code !== 'lane.wrong-branch') await expect(prepareLane(request)).rejects.toMatchObject(refused);
    },
  );
});

test('what a hook set in the git configuration of its lane is taken out and told; the lane goes on', async () => {
  const { it, request } = await working();
  const told: string[] = [];
  const restoring = it.request('ENG-12', { onRestored: (keys) => void told.push(...keys) });
  const set = async (): Promise<void> => {
    // husky's `prepare`, an included file, another origin; and what harms nobody.
    for (const [key, value] of [
      ['core.hooksPath', '.husky/_'],
      ['include.path', '../more'],
      ['remote.origin.url', 'https://example.com/o/r.git'],
      ['pull.rebase', 'true'],
    ])
      await gitIn(request, 'config', key ?? '', value ?? '');
  };
  const known = ['core.hookspath', 'include.path', 'remote.origin.url'];
  await set();
  await requireSafeLane(restoring);
  expect(told.splice(0).sort()).toEqual(known);
  await set();
  const { clone } = await prepareLane(restoring);
  expect(told.splice(0).sort()).toEqual(known);
  await set();
  await writeFile(join(request.lane.dir, 'a.txt'), 'x');
  const { sha } = (await clone?.workspace.commitAll('Work', ME, false)) ?? {};
  expect(await clone?.workspace.push(request.lane.branch)).toBe(sha);
  expect(told.sort()).toEqual(known);
  expect(await gitIn(request, 'config', '--local', '--list')).toMatch(/^pull\.rebase=true$/m);
});

describe('in specification mode', () => {
  test('the folder is made and the hook fills it, once', async () => {
    const it = await laneStage();
    const hooks = { ...NO_HOOKS, afterCreate: 'echo made >> log; pwd' };
    const request = it.request('ENG-12', { source: null, hooks });
    expect(await prepareLane(request)).toMatchObject({
      created: true,
      clone: null,
      afterCreate: { exitCode: 0, outputTail: request.lane.dir },
    });
    expect(await prepareLane(request)).toMatchObject({ created: false, afterCreate: null });
    expect(await readFile(join(request.lane.dir, 'log'), 'utf8')).toBe('made\n');
    await requireSafeLane(request);
    await rm(request.lane.dir, { recursive: true });
    await symlink(it.home, request.lane.dir);
    await expect(prepareLane(request)).rejects.toMatchObject({ code: 'workspace.is-link' });
    await expect(requireSafeLane(request)).rejects.toMatchObject({ code: 'workspace.is-link' });
  });

  test('a hook that failed finds the folder empty again; one that was deleted is filled anew', async () => {
    const it = await laneStage();
    const fill = 'test -z "$(ls -A)" && touch begun && test -e ../ok';
    const request = it.request('ENG-12', { source: null, hooks: { ...NO_HOOKS, afterCreate: fill } });
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(prepareLane(request)).rejects.toMatchObject({ code: 'hook.failed' });
    // Left to be looked at.
    expect(await readdir(request.lane.dir)).toEqual(['begun']);
    await writeFile(join(it.root, 'ok'), '');
    expect(await prepareLane(request)).toMatchObject({ created: true, afterCreate: { exitCode: 0 } });
    expect(await prepareLane(request)).toMatchObject({ created: false, afterCreate: null });
    await rm(request.lane.dir, { recursive: true });
    await rm(join(it.root, 'ok'));
    await expect(prepareLane(request)).rejects.toMatchObject({ code: 'hook.failed' });
    await writeFile(join(it.root, 'ok'), '');
    expect(await prepareLane(request)).toMatchObject({ created: true, afterCreate: { exitCode: 0 } });
  });

  test('a folder that was there before is taken as it is', async () => {
    const it = await laneStage();
    const hooks = { ...NO_HOOKS, afterCreate: 'touch hook' };
    const request = it.request('ENG-12', { source: null, hooks });
    await mkdir(request.lane.dir, { recursive: true });
    await writeFile(join(request.lane.dir, 'mine'), '');
    for (let attempt = 0; attempt < 2; attempt++)
      expect(await prepareLane(request)).toMatchObject({ created: false, afterCreate: null });
    expect(await readdir(request.lane.dir)).toEqual(['mine']);
  });

  test('a hook that failed is run again in the next attempt', async () => {
    const it = await laneStage();
    const request = it.request('ENG-12', { hooks: { ...NO_HOOKS, afterCreate: 'test -e ../ok' } });
    await expect(prepareLane(request)).rejects.toMatchObject({ code: 'hook.failed' });
    await writeFile(join(it.root, 'ok'), '');
    expect(await prepareLane(request)).toMatchObject({ created: false, afterCreate: { exitCode: 0 } });
    expect(await prepareLane(request)).toMatchObject({ afterCreate: null });
  });
});

describe('removing a lane', () => {
  test('tells its hook, whose failure stops nothing, and frees its name', async () => {
    const { it, request } = await working();
    const hooks = { ...NO_HOOKS, beforeRemove: 'ls; exit 3' };
    await expect(removeLane(it.request('eng-12', { hooks }))).rejects.toMatchObject({
      code: 'lane.name-taken',
    });
    expect(await removeLane({ ...request, hooks })).toMatchObject({
      exitCode: 3,
      outputTail: 'README.md\nsrc',
    });
    expect(await readdir(it.root)).toEqual([]);
    expect(await removeLane(request)).toBeNull();
    expect(await prepareLane(it.request('eng-12'))).toMatchObject({ created: true });
  });

  test('does not follow a link', async () => {
    const { it, request } = await working();
    const other = await tempDir();
    await rename(request.lane.dir, join(other, 'lane'));
    await symlink(join(other, 'lane'), request.lane.dir);
    await expect(removeLane(request)).rejects.toMatchObject({ code: 'workspace.is-link' });
    expect((await stat(join(other, 'lane', 'README.md'))).isFile()).toBe(true);
    expect(await readdir(it.root)).toEqual(['ENG-12']);
  });
});

describe('the source', () => {
  const WEB = 'https://github.com';
  const env = { PATH: process.env.PATH };
  async function cloneOf(url: string): Promise<string> {
    const dir = await tempDir();
    await plainGit(dir, ['init', '-q']);
    await plainGit(dir, ['remote', 'add', 'origin', url]);
    return dir;
  }

  test.each([
    ['https://github.com/octo/hello.git', 'https://github.com/octo/hello.git'],
    ['https://github.com/octo/hello', 'https://github.com/octo/hello'],
    ['git@github.com:octo/hello.git', 'https://github.com/octo/hello.git'],
    ['ssh://git@github.com/octo/hello.git', 'https://github.com/octo/hello.git'],
  ])('%s is fetched from %s', async (remoteUrl, cloneUrl) => {
    expect(await readSource(await cloneOf(remoteUrl), WEB, env)).toEqual({ remoteUrl, cloneUrl });
  });

  test.each([
    'https://user:secret@github.com/octo/hello.git',
    'git@example.com:octo/hello.git',
    '/srv/git/hello.git',
    'git@github.com:hello.git',
  ])('%s is refused', async (url) => {
    await expect(readSource(await cloneOf(url), WEB, env)).rejects.toMatchObject({
      code: 'git.bad-url',
      message: expect.not.stringContaining('secret'),
    });
  });

  test('a folder that is no clone, and one without a remote', async () => {
    const dir = await tempDir();
    await expect(readSource(dir, WEB, env)).rejects.toMatchObject({ code: 'source.not-a-clone' });
    await expect(readSource(join(dir, 'gone'), WEB, env)).rejects.toMatchObject({
      code: 'source.not-a-clone',
    });
    await plainGit(dir, ['init', '-q']);
    await expect(readSource(dir, WEB, env)).rejects.toMatchObject({ code: 'source.no-origin' });
  });
});
