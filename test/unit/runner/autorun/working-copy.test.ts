import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workingCopy } from '../../../../src/runner/autorun/working-copy.ts';
import { tempDir } from '../../../support/temp.ts';

async function clone(): Promise<{ dir: string; file: string }> {
  const dir = await tempDir();
  await mkdir(join(dir, 'real/docs'), { recursive: true });
  await writeFile(join(dir, 'real/docs/a.md'), 'text');
  return { dir: join(dir, 'real'), file: join(dir, 'real/docs/a.md') };
}

test('it reads, writes, and shows a path with forward slashes', async () => {
  const { dir, file } = await clone();
  const copy = await workingCopy(dir, file);
  expect(copy.shown).toBe('docs/a.md');
  expect(await copy.read()).toBe('text');
  await copy.write('more');
  expect(await readFile(file, 'utf8')).toBe('more');
});

test.skipIf(process.platform === 'win32')('the clone itself may be reached through a link', async () => {
  const { dir, file } = await clone();
  await symlink(dir, join(dir, '../link'));
  const copy = await workingCopy(join(dir, '../link'), file);
  expect(copy.shown).toBe('docs/a.md');
  expect(await copy.read()).toBe('text');
});

test('a file that is gone, a folder, and a file that is too large read as nothing', async () => {
  const { dir, file } = await clone();
  const copy = await workingCopy(dir, file);
  await writeFile(file, 'x'.repeat(2 * 1024 * 1024 + 1));
  expect(await copy.read()).toBeNull();
  await rm(file);
  expect(await copy.read()).toBeNull();
  await mkdir(file);
  expect(await copy.read()).toBeNull();
  await copy.write('back');
  expect(await copy.read()).toBe('back');
});

test.skipIf(process.platform === 'win32')(
  'a link is replaced, and nothing behind it is touched',
  async () => {
    const { dir, file } = await clone();
    const secret = join(dir, '../secret');
    await writeFile(secret, 'private');
    await rm(file);
    await symlink(secret, file);
    const copy = await workingCopy(dir, file);
    expect(await copy.read()).toBeNull();
    await copy.write('back');
    expect(await readFile(secret, 'utf8')).toBe('private');
    expect(await readFile(file, 'utf8')).toBe('back');
  },
);

test.skipIf(process.platform === 'win32')('a folder on the way that became a link is refused', async () => {
  const { dir, file } = await clone();
  const copy = await workingCopy(dir, file);
  await mkdir(join(dir, '../elsewhere'));
  await rm(join(dir, 'docs'), { recursive: true });
  await symlink(join(dir, '../elsewhere'), join(dir, 'docs'));
  expect(await copy.read()).toBeNull();
  await expect(copy.write('x')).rejects.toMatchObject({ code: 'path.outside' });
});
