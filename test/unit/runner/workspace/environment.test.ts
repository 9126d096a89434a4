import { expect, test } from 'vitest';
import { gitEnvironment } from '../../../../src/runner/workspace/environment.ts';
import { HARDENED, remoteSettings } from '../../../../src/runner/workspace/settings.ts';

test('passes on what is listed, and nothing else of the environment', () => {
  const env = gitEnvironment({
    PATH: '/bin',
    Path: 'C:\\bin',
    HOME: '/home/ada',
    https_proxy: 'http://proxy:1',
    GITHUB_TOKEN: 'secret',
    GIT_DIR: '/elsewhere',
    GIT_SSH_COMMAND: 'evil',
    GIT_CONFIG_PARAMETERS: "'alias.x'='!evil'",
    GIT_EXEC_PATH: '/evil',
    LD_PRELOAD: '/evil.so',
    LANG: 'de_DE.UTF-8',
  });
  expect(env).toMatchObject({
    PATH: '/bin',
    Path: 'C:\\bin',
    HOME: '/home/ada',
    https_proxy: 'http://proxy:1',
  });
  expect(Object.values(env).join()).not.toMatch(/secret|evil|elsewhere|de_DE/);
  expect(env).toMatchObject({
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_ALLOW_PROTOCOL: '',
    LC_ALL: 'C',
  });
  expect(Number(env.GIT_CONFIG_COUNT)).toBe(HARDENED.length);
});

test('hands settings over in the environment, ours last so that it wins', () => {
  const env = gitEnvironment({}, [['core.hooksPath', 'last']], { GIT_ASKPASS: '/helper' });
  const last = Number(env.GIT_CONFIG_COUNT) - 1;
  expect(env[`GIT_CONFIG_KEY_${last}`]).toBe('core.hooksPath');
  expect(env[`GIT_CONFIG_VALUE_${last}`]).toBe('last');
  expect(env.GIT_ASKPASS).toBe('/helper');
});

test('a proxy is for other machines', () => {
  const keys = (origin: string) => remoteSettings(origin, `${origin}/o/r.git`).map(([key]) => key);
  expect(keys('http://127.0.0.1:1')).toContain('http.http://127.0.0.1:1.proxy');
  expect(keys('https://github.com').filter((key) => key.endsWith('.proxy'))).toEqual([]);
});
