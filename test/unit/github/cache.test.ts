import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { diskCache, memoryCache } from '../../../src/github/cache.ts';
import { tempDir } from '../../support/temp.ts';

const never = (message: string): void => {
  throw new Error(`unexpected warning: ${message}`);
};
const onlyFile = async (dir: string): Promise<string> => join(dir, (await readdir(dir))[0] ?? '');

describe('diskCache', () => {
  test('gives back what was written, also to another process', async () => {
    const dir = await tempDir();
    await diskCache(dir, 'me', never).write('a', { n: 1 });
    expect(await diskCache(dir, 'me', never).read('a', z.object({ n: z.number() }))).toEqual({ n: 1 });
    expect(await diskCache(dir, 'me', never).read('b', z.unknown())).toBeUndefined();
  });

  test('keeps identities apart, and names neither them nor the key in the file name', async () => {
    const dir = await tempDir();
    await diskCache(dir, 'me', never).write('a', 1);
    expect(await diskCache(dir, 'nobody', never).read('a', z.number())).toBeUndefined();
    expect(await readFile(await onlyFile(dir), 'utf8')).not.toContain('me"');
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"version":2,"key":"a","value":1}',
    '{"version":1,"key":"b","value":1}',
    '\0\0\0',
  ])('takes %j for nothing, and writes it anew', async (content) => {
    const dir = await tempDir();
    const cache = diskCache(dir, 'me', never);
    await cache.write('a', 1);
    await writeFile(await onlyFile(dir), content);
    expect(await cache.read('a', z.number())).toBeUndefined();
    await cache.write('a', 2);
    expect(await cache.read('a', z.number())).toBe(2);
  });

  test('takes a value of another shape for nothing', async () => {
    const cache = diskCache(await tempDir(), 'me', never);
    await cache.write('a', 'text');
    expect(await cache.read('a', z.number())).toBeUndefined();
  });

  test('warns and goes on when the folder cannot be used', async () => {
    const dir = await tempDir();
    await writeFile(join(dir, 'file'), '');
    const warnings: string[] = [];
    const cache = diskCache(join(dir, 'file'), 'me', (message) => warnings.push(message));
    await cache.write('a', 1);
    expect(await cache.read('a', z.number())).toBeUndefined();
    expect(warnings).toHaveLength(1);
  });

  test('drops the oldest entries when there are too many, and leaves other files alone', async () => {
    const dir = await tempDir();
    await mkdir(join(dir, 'folder'));
    for (let index = 0; index < 2_010; index++) {
      const path = join(dir, `${index}.json`);
      await writeFile(path, '{}');
      await utimes(path, 1_000 + index, 1_000 + index);
    }
    await writeFile(join(dir, 'notes.txt'), '');
    await diskCache(dir, 'me', never).write('new', 1);
    const left = await readdir(dir);
    expect(left.filter((name) => name.endsWith('.json'))).toHaveLength(2_000);
    expect(left).not.toContain('0.json');
    expect(left).toContain('2009.json');
    expect(left).toContain('notes.txt');
  });

  test('does not keep what is far too large', async () => {
    const dir = await tempDir();
    await diskCache(dir, 'me', never).write('a', 'x'.repeat(9 * 1024 * 1024));
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('memoryCache', () => {
  test('keeps at most 2,000 entries, the newest', async () => {
    const cache = memoryCache();
    for (let index = 0; index <= 2_000; index++) await cache.write(`k${index}`, index);
    expect(await cache.read('k0', z.number())).toBeUndefined();
    expect(await cache.read('k1', z.number())).toBe(1);
    expect(await cache.read('k2000', z.number())).toBe(2_000);
  });
});
