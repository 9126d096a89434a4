import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOnPath } from '../../../src/platform/process/which.ts';
import { tempDir } from '../../support/temp.ts';

describe.skipIf(process.platform === 'win32')('the lookup of a command', () => {
  test('takes the first executable file on the path, through links', async () => {
    const dir = await tempDir();
    const [folder, plain, good, later] = ['folder', 'plain', 'good', 'later'].map((name) => join(dir, name));
    for (const path of [folder, plain, good, later] as string[]) await mkdir(path, { recursive: true });
    await mkdir(join(folder as string, 'tool'));
    await writeFile(join(plain as string, 'tool'), '');
    await writeFile(join(later as string, 'tool'), '');
    await chmod(join(later as string, 'tool'), 0o755);
    await symlink(join(later as string, 'tool'), join(good as string, 'tool'));
    const PATH = ['', '.', join(dir, 'nowhere'), folder, plain, good, later].join(delimiter);
    expect(await findOnPath('tool', { PATH })).toBe(join(good as string, 'tool'));
  });

  test('knows when there is none', async () => {
    expect(await findOnPath('tool', {})).toBeNull();
    expect(await findOnPath('tool', { PATH: await tempDir() })).toBeNull();
  });
});
