import { chmod, mkdir, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { codex } from '../../../src/runner/agents/codex/codex.ts';
import { detectAgents } from '../../../src/runner/agents/index.ts';
import { codexHome } from '../../support/codex-home.ts';
import { reached } from '../../support/limits.ts';
import { tempDir } from '../../support/temp.ts';

async function pretend(script: string): Promise<NodeJS.ProcessEnv> {
  const dir = await tempDir();
  await writeFile(join(dir, 'codex'), `#!/bin/sh\n${script}\n`);
  await chmod(join(dir, 'codex'), 0o755);
  return { PATH: [dir, '/usr/bin', '/bin'].join(delimiter), HOME: dir };
}

test('the real one, with a model provider of its own: ready, the sign-in is the provider’s matter', async () => {
  const { env } = await codexHome('http://127.0.0.1:9/v1');
  const found = await detectAgents({ ...env, GITHUB_TOKEN: 'x' });
  const first = found.find(({ id }) => id === 'codex');
  expect(first).toEqual({
    id: 'codex',
    displayName: 'Codex',
    installed: true,
    version: '0.169.0',
    minVersion: '0.169.0',
    signedIn: null,
    models: null,
    command: expect.stringMatching(/codex$/),
    remedy: null,
    install: 'npm install -g @openai/codex@latest',
    scripted: false,
  });
  expect(found.at(-1)).toMatchObject({ id: 'scripted', installed: true, remedy: null, scripted: true });
});

test('the real one without any settings has to be signed in', async () => {
  const { env, dir } = await codexHome('http://127.0.0.1:9/v1');
  await rename(join(dir, 'config.toml'), join(dir, 'away.toml'));
  expect(await codex.detect(env)).toMatchObject({
    signedIn: false,
    remedy: 'Sign in with "codex login".',
    models: expect.arrayContaining([expect.stringMatching(/^gpt-/)]),
  });
});

test('one that is not there', async () => {
  const dir = await tempDir();
  await mkdir(join(dir, 'codex'));
  expect(await codex.detect({ PATH: dir })).toMatchObject({
    installed: false,
    command: null,
    remedy: expect.stringContaining('npm install -g @openai/codex'),
  });
  // A folder of that name, and a PATH entry relative to wherever we are, are no commands.
  expect(await codex.detect({ PATH: '.:bin' })).toMatchObject({ installed: false });
});

test.skipIf(process.platform === 'win32')('one that is too old, or broken', async () => {
  expect(await codex.detect(await pretend('echo codex-cli 0.150.0'))).toMatchObject({
    installed: true,
    version: '0.150.0',
    remedy: expect.stringContaining('too old'),
  });
  expect(await codex.detect(await pretend('exit 1'))).toMatchObject({
    installed: false,
    remedy: expect.stringContaining('does not work'),
  });
  const half = await pretend('');
  await writeFile(join(half.HOME ?? '', 'codex'), '\u007fELF and no more');
  expect(await codex.detect(half)).toMatchObject({
    installed: false,
    remedy: expect.stringContaining('does not work'),
  });
});

test.skipIf(process.platform === 'win32')(
  'looking is given up when nobody waits for it any more',
  async () => {
    const env = await pretend('sleep 60');
    await expect(codex.detect(env, AbortSignal.timeout(reached(100)))).rejects.toThrow();
  },
);
