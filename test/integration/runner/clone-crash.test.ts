import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { prepareClone } from '../../../src/runner/workspace/clone.ts';
import { openWorkspace } from '../../../src/runner/workspace/open.ts';
import { childProgram } from '../../support/child-program.ts';
import { gitServer, plainGit } from '../../support/git-server.ts';
import { anywhere, HANG_MS } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';
import { soon } from '../../support/waits.ts';
import { BRANCH, ME, requestFor } from '../../support/workspace.ts';

const cloner = childProgram('clone.ts');

// Contents that do not compress, so that a transfer can be stopped in the middle.
const FILES = Object.fromEntries(
  Array.from({ length: 40 }, (_, n) => [
    `f${n}.bin`,
    Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 2_654_435_761 + n * 40_503) % 251)),
  ]),
);

/** The command lines of living processes that speak of one of the texts; zombies are none. */
async function processesWith(...texts: string[]): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'stat=,args=']);
  return stdout
    .split('\n')
    .filter(
      (line) =>
        !line.startsWith('Z') && texts.some((text) => line.includes(text)) && !line.includes('vitest'),
    );
}

test.each([
  ['in the history', 300],
  ['in the files', 3_000],
  ['before the first byte', 0],
])('a cancel %s leaves no process and no folder', async (_where, stallAfter) => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', FILES);
  const home = await tempDir();
  const cancel = new AbortController();
  const request = await requestFor(server, repository, home, { signal: cancel.signal });
  server.behaviour.stallAfter = stallAfter;
  const cloning = prepareClone(request);
  const failed = expect(cloning).rejects.toThrow('enough');
  await soon(() => processesWith(`${server.origin}/octo`)).not.toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, anywhere(200)));

  cancel.abort(new Error('enough'));
  await failed;

  // The server never goes on: nothing but the cancel has ended it.
  expect(server.behaviour.stallAfter).toBe(stallAfter);
  expect(await processesWith(home, `${server.origin}/octo`)).toEqual([]);
  expect(await readdir(join(home, 'clones'))).toEqual([]);
});

test('after a kill -9 in the middle the next attempt succeeds and clears up', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', FILES);
  const home = await tempDir();
  const request = await requestFor(server, repository, home);
  server.behaviour.stallAfter = 300;
  const child = await cloner.start(JSON.stringify(request));
  await soon(() => processesWith(`remote-http origin ${server.origin}/octo`)).not.toEqual([]);
  process.kill(child.pid, 'SIGKILL');
  await child.exited;
  expect((await readdir(join(home, 'clones'))).join()).toMatch(/\.octo-hello\.partial-.*/);

  server.behaviour.stallAfter = null;
  expect(await prepareClone(request)).toEqual({ partial: true, reused: false });

  expect(await readdir(join(home, 'clones'))).toEqual(['octo-hello']);
  expect(await plainGit(request.dir, ['status', '--porcelain'])).toBe('');
});

test('an attempt that is running elsewhere is left alone', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', { 'a.txt': 'a\n' });
  const home = await tempDir();
  const request = await requestFor(server, repository, home);
  const both = await Promise.allSettled([prepareClone(request), prepareClone(request)]);
  const good = both.filter(({ status }) => status === 'fulfilled');
  const bad = both.filter((result) => result.status === 'rejected');
  expect(good).toHaveLength(1);
  expect(bad[0]?.reason).toMatchObject({ code: 'workspace.occupied' });
  expect(await readdir(join(home, 'clones'))).toEqual(['octo-hello']);
});

test('a push can be cancelled, and what is pushed twice is pushed once', async () => {
  const server = await gitServer();
  const repository = await server.add('octo/hello', { 'a.txt': 'a\n' });
  const home = await tempDir();
  const request = await requestFor(server, repository, home);
  await prepareClone(request);
  await writeFile(join(request.dir, 'b.txt'), 'b\n');
  const cancel = new AbortController();
  const workspace = openWorkspace(request.dir, request.access, cancel.signal, request.originUrl);
  const { sha } = await workspace.commitAll('Work', ME, false);
  await writeFile(join(repository.dir, 'hooks', 'pre-receive'), '#!/bin/sh\nexec sleep 30\n', {
    mode: 0o755,
  });
  const pushing = workspace.push(BRANCH);
  const failed = expect(pushing).rejects.toThrow('enough');
  await soon(() => processesWith(`${server.origin}/octo`)).not.toEqual([]);
  cancel.abort(new Error('enough'));
  await failed;
  expect(await processesWith(home, `${server.origin}/octo`)).toEqual([]);
  expect(await readdir(join(home, 'clones'))).toEqual(['octo-hello']);

  await writeFile(join(repository.dir, 'hooks', 'pre-receive'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const again = openWorkspace(request.dir, request.access, AbortSignal.timeout(HANG_MS), request.originUrl);
  expect(await again.push(BRANCH)).toBe(sha);
});
