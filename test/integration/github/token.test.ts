import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tokenFrom } from '../../../src/github/token.ts';
import { RUN_MS, reached } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';

const signal = AbortSignal.timeout(RUN_MS);

/** A PATH with a `gh` that is this shell script. */
async function withGh(script: string): Promise<string> {
  const dir = join(await tempDir(), 'bin');
  await mkdir(dir);
  await writeFile(join(dir, 'gh'), `#!/bin/sh\n${script}\n`);
  await chmod(join(dir, 'gh'), 0o755);
  return dir;
}

describe('tokenFrom', () => {
  test('GITHUB_TOKEN first, without its white space', async () => {
    expect(await tokenFrom({ GITHUB_TOKEN: ' abc\n', PATH: '/nowhere' }, signal)).toBe('abc');
  });

  test('signed out when there is neither a token nor gh', async () => {
    expect(await tokenFrom({ GITHUB_TOKEN: ' ', PATH: '/nowhere' }, signal)).toBeUndefined();
  });

  test.skipIf(process.platform === 'win32')('what gh says for the configured host', async () => {
    const PATH = await withGh('echo "$*"');
    expect(await tokenFrom({ PATH }, signal)).toBe('auth token --hostname github.com');
    const env = { PATH, MAESTRO_GITHUB_URL: 'https://ghe.example:8443' };
    expect(await tokenFrom(env, signal)).toBe('auth token --hostname ghe.example');
  });

  test.skipIf(process.platform === 'win32')('signed out when gh is', async () => {
    const PATH = await withGh('echo "no oauth token" >&2; exit 1');
    expect(await tokenFrom({ PATH }, signal)).toBeUndefined();
  });

  test.skipIf(process.platform === 'win32')('an abort is an abort', async () => {
    const PATH = await withGh('exec /bin/sleep 30');
    await expect(tokenFrom({ PATH }, AbortSignal.timeout(reached(50)))).rejects.toThrow();
  });
});
