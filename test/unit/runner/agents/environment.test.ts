import { expect, test } from 'vitest';
import { agentEnvironment } from '../../../../src/runner/agents/environment.ts';

const SECRETS = {
  GITHUB_TOKEN: 'x',
  GH_TOKEN: 'x',
  GH_ENTERPRISE_TOKEN: 'x',
  LINEAR_API_KEY: 'x',
  NPM_TOKEN: 'x',
  NODE_AUTH_TOKEN: 'x',
  npm_config__authToken: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  SSH_AUTH_SOCK: 'x',
  MAESTRO_GITHUB_TOKEN: 'x',
  GIT_ASKPASS: 'x',
  NODE_OPTIONS: '--require=x',
  ELECTRON_RUN_AS_NODE: '1',
  LD_PRELOAD: 'x',
  // The engine's own, see `symphony/launch.ts`.
  MALLOC_ARENA_MAX: '1',
};
const NEEDED = {
  PATH: '/bin',
  HOME: '/home/me',
  LANG: 'de_DE.UTF-8',
  LC_ALL: 'C',
  https_proxy: 'http://proxy:3128',
  NODE_EXTRA_CA_CERTS: '/ca.pem',
  TMPDIR: '/tmp',
};

test('an agent gets what it needs and its own keys, and nothing else', () => {
  const own = { OPENAI_API_KEY: 'key', CODEX_HOME: '/codex' };
  const env = { ...SECRETS, ...NEEDED, ...own, ANTHROPIC_API_KEY: 'x', TERM: 'xterm-256color' };
  expect(agentEnvironment(env, 'codex')).toEqual({
    ...NEEDED,
    ...own,
    TERM: 'dumb',
    NO_COLOR: '1',
    HUSKY: '0',
  });
  expect(agentEnvironment(env, 'scripted')).toEqual({ ...NEEDED, TERM: 'dumb', NO_COLOR: '1', HUSKY: '0' });
});

test('names are kept as they are written, whatever their case', () => {
  expect(agentEnvironment({ Path: 'C:\\bin', SystemRoot: 'C:\\Windows' }, 'codex')).toMatchObject({
    Path: 'C:\\bin',
    SystemRoot: 'C:\\Windows',
  });
});

test('every agent gets the keys of its own provider only', () => {
  const keys = { OPENAI_API_KEY: 'o', GEMINI_API_KEY: 'g', GOOGLE_CLOUD_ACCESS_TOKEN: 'x' };
  expect(agentEnvironment(keys, 'gemini')).toEqual({
    GEMINI_API_KEY: 'g',
    TERM: 'dumb',
    NO_COLOR: '1',
    HUSKY: '0',
  });
});

test('what an agent starts faster with is handed on, to ACP agents too', () => {
  const quick = { GEMINI_CLI_NO_RELAUNCH: 'true', OPENCODE_MODELS_PATH: '/models.json' };
  expect(agentEnvironment(quick, 'acp')).toMatchObject(quick);
  expect(agentEnvironment(quick, 'codex')).not.toHaveProperty('OPENCODE_MODELS_PATH');
});
