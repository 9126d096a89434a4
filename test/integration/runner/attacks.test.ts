import { access, chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareClone } from '../../../src/runner/workspace/clone.ts';
import { openWorkspace } from '../../../src/runner/workspace/open.ts';
import type { CloneRequest } from '../../../src/runner/workspace/types.ts';
import { filesWith } from '../../support/files-with.ts';
import { type GitServer, gitServer, plainGit, type ServedRepository } from '../../support/git-server.ts';
import { processesShowing } from '../../support/processes.ts';
import { tempDir } from '../../support/temp.ts';
import { BRANCH, ME, requestFor, TOKEN } from '../../support/workspace.ts';

interface Target {
  server: GitServer;
  repository: ServedRepository;
  request: CloneRequest;
  dir: string;
  home: string;
  /** A program that leaves the file `pwned` with its environment when it runs. */
  payload: string;
}

async function target(files: Record<string, string> = { 'a.txt': 'a\n' }): Promise<Target> {
  const server = await gitServer();
  const repository = await server.add('octo/hello', files);
  const home = await tempDir();
  const request = await requestFor(server, repository, home);
  const payload = join(home, 'payload.sh');
  await writeFile(payload, `#!/bin/sh\nenv > '${join(home, 'pwned')}'\ncat 2>/dev/null\nexit 0\n`);
  await chmod(payload, 0o755);
  await prepareClone(request);
  return { server, repository, request, dir: request.dir, home, payload };
}

const isPwned = (home: string): Promise<boolean> =>
  access(join(home, 'pwned')).then(
    () => true,
    () => false,
  );

async function work({ request, dir }: Target): Promise<void> {
  const workspace = openWorkspace(dir, request.access, request.signal, request.originUrl);
  await workspace.changes();
  await workspace.commitAll('Work', ME, true);
  await workspace.push(BRANCH);
  await workspace.diffText(request.sha, 1_000);
  await workspace.unsavedWork();
}

test('no hook runs, wherever it was planted', async () => {
  const it = await target();
  const hooks =
    'pre-commit prepare-commit-msg commit-msg post-commit pre-push post-checkout reference-transaction post-index-change post-merge pre-auto-gc post-rewrite';
  await mkdir(join(it.dir, '.git/hooks'), { recursive: true });
  for (const name of hooks.split(' ')) await symlink(it.payload, join(it.dir, '.git/hooks', name));
  await writeFile(join(it.dir, 'b.txt'), 'b\n');
  // The hooks are good ones: git itself would run them.
  await plainGit(it.dir, ['update-ref', 'refs/heads/probe', 'HEAD']);
  expect(await isPwned(it.home)).toBe(true);
  await rm(join(it.home, 'pwned'));
  await plainGit(it.dir, ['-c', 'core.hooksPath=/dev/null', 'update-ref', '-d', 'refs/heads/probe']);

  await work(it);
  const branch = 'symphony/8-ffffff';
  await prepareClone({ ...it.request, branch, sha: await it.repository.claim(branch) });

  expect(await isPwned(it.home)).toBe(false);
});

const TAMPERED: Record<string, (t: Target) => [string, string]> = {
  'core.hooksPath': (t) => ['core.hooksPath', t.home],
  'core.fsmonitor': (t) => ['core.fsmonitor', t.payload],
  'core.sshCommand': (t) => ['core.sshCommand', t.payload],
  'core.gitProxy': (t) => ['core.gitProxy', t.payload],
  'core.askPass': (t) => ['core.askPass', t.payload],
  'core.editor': (t) => ['core.editor', t.payload],
  'core.pager': (t) => ['core.pager', t.payload],
  'core.worktree': (t) => ['core.worktree', t.home],
  'core.alternateRefsCommand': (t) => ['core.alternateRefsCommand', t.payload],
  'core.attributesFile': (t) => ['core.attributesFile', join(t.home, 'attributes')],
  'credential.helper': (t) => ['credential.helper', t.payload],
  'credential for the origin': (t) => [`credential.${t.server.origin}.helper`, `!${t.payload}`],
  'filter.clean': (t) => ['filter.x.clean', t.payload],
  'filter.process': (t) => ['filter.x.process', t.payload],
  'diff.external': (t) => ['diff.external', t.payload],
  'diff.textconv': (t) => ['diff.x.textconv', t.payload],
  'merge.driver': (t) => ['merge.x.driver', t.payload],
  'gpg.program': (t) => ['gpg.program', t.payload],
  'url.insteadOf': (t) => ['url.http://127.0.0.1:9/.insteadOf', `${t.server.origin}/`],
  'url.pushInsteadOf': (t) => ['url.http://127.0.0.1:9/.pushInsteadOf', `${t.server.origin}/`],
  'url.insteadOf of the whole address': (t) => ['url.http://127.0.0.1:9/x.insteadOf', t.request.originUrl],
  'http.proxy': () => ['http.proxy', 'http://127.0.0.1:9'],
  'http.sslVerify': () => ['http.sslVerify', 'false'],
  'http.extraHeader': () => ['http.extraHeader', 'X-Evil: 1'],
  'include.path': (t) => ['include.path', join(t.home, 'evil.config')],
  'includeIf.path': (t) => ['includeIf.gitdir:/**.path', join(t.home, 'evil.config')],
  'remote.origin.url': (t) => ['remote.origin.url', `${t.server.origin}/octo/other.git`],
  'remote.origin.uploadpack': (t) => ['remote.origin.uploadpack', t.payload],
  'remote.origin.receivepack': (t) => ['remote.origin.receivepack', t.payload],
  'remote.origin.vcs': () => ['remote.origin.vcs', 'ext'],
  'remote.origin.mirror': () => ['remote.origin.mirror', 'true'],
  'extensions.worktreeConfig': () => ['extensions.worktreeConfig', 'true'],
  'extensions.partialClone': () => ['extensions.partialClone', 'evil'],
  'protocol.ext.allow': () => ['protocol.ext.allow', 'always'],
  'trailer.command': (t) => ['trailer.sign.command', t.payload],
  alias: (t) => ['alias.status', `!${t.payload}`],
  'core.bare': () => ['core.bare', 'true'],
};

test('refuses to work in a clone whose configuration was tampered with, and names the setting', async () => {
  const it = await target();
  const file = join(it.dir, '.git/config');
  const good = await readFile(file, 'utf8');
  await it.server.add('octo/other', { 'x.txt': 'x\n' });
  await writeFile(join(it.dir, '.git/info/attributes'), '* filter=x diff=x merge=x\n');
  await writeFile(join(it.dir, 'b.txt'), 'b\n');
  for (const [name, tamper] of Object.entries(TAMPERED)) {
    const [key, value] = tamper(it);
    await plainGit(it.dir, ['config', '--local', '--replace-all', key, value]);
    const workspace = openWorkspace(it.dir, it.request.access, it.request.signal, it.request.originUrl);
    for (const attempt of [
      () => workspace.commitAll('Work', ME, true),
      () => workspace.changes(),
      () => workspace.push(BRANCH),
      () => workspace.unsavedWork(),
    ])
      await expect(attempt(), name).rejects.toMatchObject({ code: 'git.config-tampered' });
    await writeFile(file, good);
    expect(await isPwned(it.home), name).toBe(false);
  }
  // The same workspace object notices a change between two commands, and works again when it is undone.
  const workspace = openWorkspace(it.dir, it.request.access, it.request.signal, it.request.originUrl);
  await workspace.changes();
  await plainGit(it.dir, ['config', 'filter.x.clean', it.payload]);
  await expect(workspace.commitAll('Work', ME, false)).rejects.toThrow(/filter\.x\.clean/);
  await writeFile(file, good);
  expect((await workspace.commitAll('Work', ME, false)).sha).not.toBeNull();
  expect(await it.repository.tip(BRANCH)).toBe(it.request.sha);
});

test('harmless settings of users, editors and agents are no tampering', async () => {
  const it = await target();
  for (const [key, value] of [
    ['user.name', 'Somebody'],
    ['user.email', 'x@example.com'],
    [`branch.${BRANCH}.vscode-merge-base`, 'origin/main'],
    [`branch.${BRANCH}.github-pr-owner-number`, 'octo#hello#1'],
    ['pull.rebase', 'true'],
    ['core.autocrlf', 'input'],
    ['remote.colleague.url', 'https://github.com/colleague/hello.git'],
    ['submodule.x.url', 'https://github.com/octo/x.git'],
    ['submodule.x.active', 'true'],
  ] as const)
    await plainGit(it.dir, ['config', '--local', key, value]);
  await writeFile(join(it.dir, 'b.txt'), 'b\n');
  await work(it);
  expect(await it.repository.tip(BRANCH)).not.toBe(it.request.sha);
  expect(await it.repository.git('log', '-1', '--format=%an', BRANCH)).toBe(ME.name);
});

test('a workspace that may restore takes out what could run a program, tells it, keeps the rest, and goes on', async () => {
  const it = await target();
  const told: string[] = [];
  const workspace = openWorkspace(it.dir, it.request.access, it.request.signal, it.request.originUrl, {
    onRestored: (keys) => void told.push(...keys),
  });
  // husky's `prepare`, an agent's short cut, and an attack.
  await plainGit(it.dir, ['config', 'core.hooksPath', '.githooks']);
  await plainGit(it.dir, ['config', 'alias.st', 'status']);
  await plainGit(it.dir, ['config', 'filter.x.clean', it.payload]);
  await plainGit(it.dir, ['config', 'remote.origin.url', 'https://evil.example/o/r.git']);
  await plainGit(it.dir, ['config', 'pull.rebase', 'true']);
  const file = join(it.dir, '.git/config');
  await writeFile(file, `${await readFile(file, 'utf8')}# mine\n`);
  await writeFile(join(it.dir, '.gitattributes'), '* filter=x\n');
  await writeFile(join(it.dir, 'b.txt'), 'b\n');
  await workspace.commitAll('Work', ME, false);
  expect(await workspace.push(BRANCH)).toBe(await it.repository.tip(BRANCH));
  expect(told.sort()).toEqual(['alias.st', 'core.hookspath', 'filter.x.clean', 'remote.origin.url']);
  const now = await readFile(file, 'utf8');
  expect(now).toContain('# mine');
  expect(await plainGit(it.dir, ['config', '--local', 'pull.rebase'])).toBe('true');
  expect(await plainGit(it.dir, ['config', '--local', 'remote.origin.url'])).toBe(it.request.originUrl);
  for (const gone of ['hooksPath', 'alias', 'clean']) expect(now).not.toContain(gone);
  expect(await isPwned(it.home)).toBe(false);
});

test('a configuration that changes right after the check meets no process that holds the token', async () => {
  const it = await target();
  await writeFile(join(it.dir, 'b.txt'), 'b\n');
  const workspace = openWorkspace(it.dir, it.request.access, it.request.signal, it.request.originUrl);
  await workspace.commitAll('Work', ME, false);
  const file = join(it.dir, '.git/config');
  const good = await readFile(file, 'utf8');
  const evil = `${good}[http]\n\tproxy = http://127.0.0.1:9\n[credential]\n\thelper = "!${it.payload}"\n[url "ext::${it.payload} "]\n\tinsteadOf = ${it.request.originUrl}\n`;
  // An agent that outlived its turn swaps the file as fast as it can.
  let on = true;
  const swapping = (async () => {
    for (let turn = 0; on; turn++) await writeFile(file, turn % 2 ? good : evil);
  })();
  for (let attempt = 0; attempt < 8; attempt++)
    await workspace.push(BRANCH).catch((error: Error & { code?: string }) => {
      // A torn read of the file is a failure of the check, too.
      expect(['git.config-tampered', 'git.failed', 'workspace.gone']).toContain(error.code);
    });
  on = false;
  await swapping;
  await writeFile(file, good);
  await workspace.push(BRANCH);
  const leaked = (await isPwned(it.home)) ? await readFile(join(it.home, 'pwned'), 'utf8') : '';
  expect(leaked).not.toContain(TOKEN);
  expect(await it.repository.tip(BRANCH)).toBe(await workspace.head());
});

test('a .git that is a link or points to another repository is refused', async () => {
  const it = await target();
  const other = join(it.home, 'other');
  await rename(join(it.dir, '.git'), other);
  await symlink(other, join(it.dir, '.git'));
  const open = () => openWorkspace(it.dir, it.request.access, it.request.signal, it.request.originUrl);
  await expect(open().changes()).rejects.toMatchObject({ code: 'workspace.gone' });
  await rm(join(it.dir, '.git'));
  await writeFile(join(it.dir, '.git'), `gitdir: ${other}\n`);
  await expect(open().changes()).rejects.toMatchObject({ code: 'workspace.gone' });
  await rm(join(it.dir, '.git'));
  await rename(other, join(it.dir, '.git'));
  await writeFile(join(it.dir, '.git/commondir'), `${it.home}\n`);
  await expect(open().changes()).rejects.toMatchObject({ code: 'workspace.gone' });
});

test('the token is given to no other host: not by a redirect, not by a helper of the user', async () => {
  const it = await target();
  const evil = await gitServer();
  evil.tokens.clear();
  await writeFile(join(it.dir, 'b.txt'), 'b\n');
  it.server.behaviour.redirectTo = evil.origin;
  const workspace = openWorkspace(it.dir, it.request.access, it.request.signal, it.request.originUrl);
  await workspace.commitAll('Work', ME, false);
  await expect(workspace.push(BRANCH)).rejects.toMatchObject({ code: 'git.auth-failed' });
  expect(evil.requests.length).toBeGreaterThan(0);
  expect(evil.requests.every(({ credentials }) => credentials === null)).toBe(true);

  it.server.behaviour.redirectTo = null;
  // The user's own configuration: a helper that would store what it is told, and addresses rewritten to ssh.
  await writeFile(
    join(it.home, '.gitconfig'),
    `[credential]\n\thelper = "!${it.payload}"\n\tusername = somebody\n\tuseHttpPath = true\n[credential "${it.server.origin}"]\n\thelper = "!${it.payload}"\n\tusername = else\n[url "ssh://git@127.0.0.1/"]\n\tinsteadOf = ${it.server.origin}/\n\tpushInsteadOf = ${it.server.origin}/octo/\n[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ${it.payload}\n[core]\n\thooksPath = ${it.home}\n`,
  );
  await writeFile(join(it.dir, 'c.txt'), 'c\n');
  await workspace.commitAll('More', ME, false);
  expect(await workspace.push(BRANCH)).toBe(await it.repository.tip(BRANCH));
  const branch = 'symphony/8-ffffff';
  const again = {
    ...it.request,
    dir: join(it.home, 'second'),
    branch,
    sha: await it.repository.claim(branch),
  };
  expect(await prepareClone(again)).toEqual({ partial: true, reused: false });
  expect(await isPwned(it.home)).toBe(false);
});

test.skipIf(process.platform !== 'linux')(
  'while git is at work with the token it is in no environment, no command line and no file, and nothing of ours is beside the clone',
  async () => {
    const it = await target();
    const seen: string[] = [];
    const beside = new Set<string>();
    let looks = 0;
    it.server.behaviour.before = async () => {
      looks++;
      seen.push(...(await processesShowing(TOKEN)), ...(await filesWith(it.home, TOKEN)));
      for (const name of await readdir(dirname(it.dir))) beside.add(name);
    };
    await writeFile(join(it.dir, 'b.txt'), 'b\n');
    await work(it);
    const again = { ...it.request, dir: join(it.home, 'clones/second'), branch: 'symphony/9-ffffff' };
    await prepareClone({ ...again, sha: await it.repository.claim(again.branch) });
    expect(looks).toBeGreaterThan(3);
    expect(seen).toEqual([]);
    // The second clone is made under a hidden name, which is a clone without any credential.
    expect([...beside].filter((name) => !name.includes('.partial-')).sort()).toEqual(['octo-hello']);
    expect(await readdir(it.request.access.privateDir)).toEqual([]);
  },
);

test('what the dead left in the private folder goes, and only that', async () => {
  const it = await target();
  const { privateDir } = it.request.access;
  const [dead, living, other] = ['4194303-0123456789abcdef', '1-0123456789abcdef', 'mine'];
  for (const name of [dead, living, other]) await mkdir(join(privateDir, name ?? ''));
  await work(it);
  expect((await readdir(privateDir)).sort()).toEqual([living, other].sort());
});

test('attributes of a hostile repository run nothing', async () => {
  const it = await target({
    '.gitattributes': '* filter=evil diff=evil merge=evil working-tree-encoding=UTF-8\n',
    '.gitconfig': '[filter "evil"]\n\tsmudge = touch pwned\n\tclean = touch pwned\n',
    'a.txt': 'a\n',
  });
  await writeFile(join(it.dir, 'a.txt'), 'b\n');
  await work(it);
  expect(await isPwned(it.home)).toBe(false);
});
