import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireGit } from '../../../src/runner/workspace/git-version.ts';
import { gitIdentity } from '../../../src/runner/workspace/identity.ts';
import { isBranchName } from '../../../src/runner/workspace/names.ts';
import { plainGit } from '../../support/git-server.ts';
import { tempDir } from '../../support/temp.ts';

async function homeWith(config: string): Promise<NodeJS.ProcessEnv> {
  const home = await tempDir();
  await writeFile(join(home, '.gitconfig'), config);
  return { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
}

test("the identity is the user's own, or none", async () => {
  const env = await homeWith('[user]\n\tname = Ada <x>\n\temail = ada@example.com\n');
  expect(await gitIdentity(env)).toEqual({ name: 'Ada x', email: 'ada@example.com' });
  expect(await gitIdentity({ ...env, GIT_AUTHOR_NAME: 'A. L.' })).toEqual({
    name: 'A. L.',
    email: 'ada@example.com',
  });
  expect(
    await gitIdentity(await homeWith('[author]\n\tname = A\n[user]\n\tname = B\n\temail = c@d\n')),
  ).toEqual({
    name: 'A',
    email: 'c@d',
  });
  expect(await gitIdentity(await homeWith('[user]\n\tname = Ada\n'))).toBeNull();
  expect(await gitIdentity(await homeWith(''))).toBeNull();
});

test('git is found, missing, or too old', async () => {
  const dir = await tempDir();
  expect(await requireGit({ PATH: process.env.PATH, HOME: dir })).toMatch(/^2\./);
  await expect(requireGit({ PATH: dir, HOME: dir })).rejects.toMatchObject({ code: 'git.missing' });
  const bin = join(dir, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'git'), '#!/bin/sh\necho git version 2.17.1\n', { mode: 0o755 });
  await expect(requireGit({ PATH: `${bin}:${process.env.PATH}`, HOME: dir })).rejects.toMatchObject({
    code: 'git.too-old',
    message: expect.stringContaining('2.17.1'),
  });
});

test('a git that takes its time on a machine that is short of it is waited for', async () => {
  const dir = await tempDir();
  await writeFile(join(dir, 'git'), '#!/bin/sh\nsleep 11\necho git version 2.50.1\n', { mode: 0o755 });
  expect(await requireGit({ PATH: `${dir}:${process.env.PATH}`, HOME: dir })).toBe('2.50.1');
});

test('our reading of branch names is never wider than git', async () => {
  const dir = await tempDir();
  const parts = ['a', '.', '..', '/', '-', '@', '@{', '~', ' ', '.lock', 'ü', '\\', ':', 'HEAD'];
  for (const x of parts)
    for (const y of parts) {
      const name = `${x}${y}a`;
      const git = await plainGit(dir, ['check-ref-format', '--branch', name]).then(
        () => true,
        () => false,
      );
      if (isBranchName(name)) expect(git, name).toBe(true);
    }
});
