import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as runCommand } from '../../../src/platform/process/run.ts';
import { unlikeDefault } from '../../../src/runner/workspace/source.ts';
import { HANG_MS } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';

test('a workflow that is not the default branch’s is told, whatever branch is checked out', async () => {
  const home = await tempDir();
  const env = { PATH: process.env.PATH, HOME: home };
  const git = (...args: string[]) =>
    runCommand('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], { env, timeoutMs: HANG_MS });
  const [origin, clone] = [join(home, 'origin'), join(home, 'clone')];
  await git('init', '-q', '-b', 'main', origin);
  await mkdir(join(origin, 'ops'));
  await writeFile(join(origin, 'ops/WORKFLOW.md'), 'One\n');
  await git('-C', origin, 'add', '.');
  await git('-C', origin, 'commit', '-q', '-m', 'One');
  await git('clone', '-q', origin, clone);
  const file = join(clone, 'ops/WORKFLOW.md');
  const told = (path = file) => unlikeDefault(clone, path, env);
  expect(await told()).toBeNull();
  // A branch of its own with the same words is as good.
  await git('-C', clone, 'switch', '-q', '-c', 'mine');
  expect(await told()).toBeNull();
  await writeFile(file, 'Two\n');
  expect(await told()).toBe('it is not what origin/main had when it was fetched last');
  await git('-C', clone, 'commit', '-q', '-a', '-m', 'Two');
  expect(await told()).toBe('it is not what origin/main had when it was fetched last');
  await writeFile(join(clone, 'WORKFLOW.md'), 'Mine\n');
  expect(await told(join(clone, 'WORKFLOW.md'))).toBe('origin/main has no such file');
  await git('-C', clone, 'remote', 'set-head', 'origin', '--delete');
  expect(await told()).toBeNull();
});
