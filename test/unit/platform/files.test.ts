import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  appendDurably,
  exists,
  isInside,
  readJsonIfAny,
  readTextIfAny,
  resolveInside,
  writeAtomic,
  writeJson,
} from '../../../src/platform/files.ts';
import { tempDir } from '../../support/temp.ts';

describe('whole files', () => {
  it('are written with their folders, and replaced without leavings', async () => {
    const dir = await tempDir();
    const path = join(dir, 'a', 'b', 'c.txt');
    await writeAtomic(path, 'old', 0o600);
    await Promise.all(Array.from({ length: 10 }, (_, n) => writeAtomic(path, `new ${n}`)));
    expect(await readFile(path, 'utf8')).toMatch(/^new \d$/);
    expect(await readdir(join(dir, 'a', 'b'))).toEqual(['c.txt']);
  });

  it('are nothing when they are missing', async () => {
    const dir = await tempDir();
    await writeFile(join(dir, 'file'), 'x');
    expect(await readTextIfAny(join(dir, 'none'))).toBeUndefined();
    expect(await readTextIfAny(join(dir, 'file', 'below'))).toBeUndefined();
    expect(await readJsonIfAny(join(dir, 'none'), z.number())).toBeUndefined();
    await expect(readTextIfAny(dir)).rejects.toMatchObject({ code: 'EISDIR' });
  });

  it('are checked against their schema', async () => {
    const path = join(await tempDir(), 'x.json');
    await writeJson(path, { n: 1 });
    expect(await readJsonIfAny(path, z.object({ n: z.number() }))).toEqual({ n: 1 });
    await expect(readJsonIfAny(path, z.string())).rejects.toMatchObject({
      code: 'file.wrong-shape',
      message: expect.stringContaining(path),
    });
    await writeFile(path, '{"n":');
    await expect(readJsonIfAny(path, z.string())).rejects.toMatchObject({ code: 'file.not-json' });
  });

  it('grow by durable appends', async () => {
    const path = join(await tempDir(), 'log');
    await appendDurably(path, 'a\n');
    await appendDurably(path, Buffer.from('b\n'));
    expect(await readFile(path, 'utf8')).toBe('a\nb\n');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('exist also as links that lead nowhere', async () => {
    const dir = await tempDir();
    await symlink(join(dir, 'gone'), join(dir, 'link'));
    expect(await exists(join(dir, 'link'))).toBe(true);
    expect(await exists(join(dir, 'gone'))).toBe(false);
  });
});

describe('isInside', () => {
  it.each([
    ['/a', '/a', true],
    ['/a', '/a/b', true],
    ['/a', '/a/..b', true],
    ['/a', '/ab', false],
    ['/a', '/a/../b', false],
    ['/a/b', '/a', false],
  ])('%s, %s: %s', (root, path, inside) => {
    expect(isInside(root, path)).toBe(inside);
  });
});

describe('resolveInside', () => {
  it('gives the place of good paths, there or not', async () => {
    const dir = await tempDir();
    await mkdir(join(dir, 'docs'));
    for (const path of ['docs', 'docs/new.md', 'a/b/c.md', './docs/../x', '..x'])
      expect(await resolveInside(dir, path), path).toBe(join(dir, path));
  });

  it.each(['../x', 'a/../../x', '/etc/passwd', 'a\0b', '..'])('refuses %j', async (path) => {
    await expect(resolveInside(await tempDir(), path)).rejects.toMatchObject({ code: 'path.outside' });
  });

  it('refuses every way through a link, whether it leads out, in, nowhere or in circles', async () => {
    const dir = await tempDir();
    const outside = await tempDir();
    await mkdir(join(dir, 'real'));
    await symlink(outside, join(dir, 'out'));
    await symlink(join(dir, 'real'), join(dir, 'in'));
    await symlink(join(dir, 'gone'), join(dir, 'dangling'));
    await symlink(join(dir, 'loop'), join(dir, 'loop'));
    await symlink('/etc/passwd', join(dir, 'real', 'file.md'));
    for (const path of ['out', 'out/x.md', 'in/x.md', 'dangling', 'dangling/x', 'loop/x', 'real/file.md'])
      await expect(resolveInside(dir, path), path).rejects.toMatchObject({ code: 'path.outside' });
    expect(await resolveInside(dir, 'real/x.md')).toBe(join(dir, 'real', 'x.md'));
  });

  it('follows links to the root itself', async () => {
    const dir = await tempDir();
    await mkdir(join(dir, 'root'));
    await symlink(join(dir, 'root'), join(dir, 'alias'));
    expect(await resolveInside(join(dir, 'alias'), 'x.md')).toBe(join(dir, 'root', 'x.md'));
  });
});
