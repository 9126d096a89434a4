import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveSecret } from '../../../../src/orchestrator/config/load.ts';
import { readConfig } from '../../../../src/orchestrator/config/read.ts';

const GOOD = `id = "app"
repo_root = "/src/app"
workspace_root = "/lanes"
[tracker]
project_slug = "abc"
api_key_env_var = "LINEAR_KEY"
[github]
token_env_var = "FORGE_TOKEN"
`;

test('a config with its defaults', () => {
  expect(readConfig(GOOD, '/etc/maestro.toml')).toEqual({
    problems: [],
    value: {
      path: '/etc/maestro.toml',
      id: 'app',
      repoRoot: '/src/app',
      workspaceRoot: '/lanes',
      workflowPath: '/src/app/WORKFLOW.md',
      tracker: {
        kind: 'linear',
        projectSlug: 'abc',
        endpoint: null,
        apiKey: { variable: 'LINEAR_KEY', field: 'tracker.api_key_env_var' },
      },
      github: {
        token: { variable: 'FORGE_TOKEN', field: 'github.token_env_var' },
        webUrl: null,
        apiUrl: null,
      },
      agent: { transport: 'stdio://' },
      worker: { codexCommand: 'codex', model: null },
      validation: { sandbox: process.platform === 'win32' ? 'none' : 'codex', network: true, writable: [] },
      operatorHttp: { listenAddress: null },
      limits: { idleMs: 600_000, turnMs: 3_600_000, validationMs: 1_800_000, keepRuns: 500 },
    },
  });
});

test.each<[string, string, string, number | null, RegExp]>([
  ['broken', 'id = \n', 'config.bad-toml', 1, /not valid TOML/],
  ['an unknown key', GOOD.replace('id =', 'idd = 1\nid ='), 'config.unknown-key', 1, /Did you mean id\?/],
  [
    'an unknown key in a table',
    GOOD.replace('project_slug', 'projet_slug'),
    'config.unknown-key',
    5,
    /tracker\.projet_slug .* Did you mean tracker\.project_slug\?/,
  ],
  ['an unknown table', `${GOOD}[trackr]\n`, 'config.unknown-key', 9, /Did you mean tracker\?/],
  [
    'a relative root',
    GOOD.replace('"/lanes"', '"lanes"'),
    'config.bad-value',
    3,
    /workspace_root: must be an absolute path/,
  ],
  [
    'an absolute workflow',
    `workflow_path = "/W.md"\n${GOOD}`,
    'config.bad-value',
    1,
    /relative to repo_root/,
  ],
  [
    'a workflow elsewhere',
    `workflow_path = "../W.md"\n${GOOD}`,
    'config.bad-value',
    null,
    /out of repo_root/,
  ],
  [
    'a secret’s value',
    GOOD.replace('LINEAR_KEY', 'lin_api_x-y'),
    'config.bad-value',
    6,
    /not the name of an environment/,
  ],
  ['a dollar', GOOD.replace('LINEAR_KEY', '$LINEAR_KEY'), 'config.bad-value', 6, /without the \$/],
  ['blanks', GOOD.replace('LINEAR_KEY', ' LINEAR_KEY'), 'config.bad-value', 6, /blanks around/],
  ['an empty name', GOOD.replace('FORGE_TOKEN', ''), 'config.bad-value', 8, /is empty/],
  ['another transport', `${GOOD}[agent]\ntransport = "tcp://x"\n`, 'config.bad-value', 10, /only stdio/],
  ['a bad id', GOOD.replace('"app"', '"../x"'), 'config.bad-value', 1, /id: must be letters/],
  ['a limit of none', `${GOOD}[limits]\nidle_ms = 0\n`, 'config.bad-value', 10, /limits\.idle_ms/],
  ['nothing', '', 'config.bad-value', null, /id/],
])('%s', (_name, text, code, line, message) => {
  const { value, problems } = readConfig(text, 'maestro.toml');
  expect(value).toBeNull();
  expect(problems[0]).toMatchObject({ code, line });
  expect(problems[0]?.message).toMatch(message);
});

test('the example parses', () => {
  const path = join(import.meta.dirname, '../../../../maestro.example.toml');
  expect(readConfig(readFileSync(path, 'utf8'), path).problems).toEqual([]);
});

test('a secret that is not set is missed by its variable and field', () => {
  const name = { variable: 'LINEAR_KEY', field: 'tracker.api_key_env_var' };
  expect(resolveSecret(name, { LINEAR_KEY: ' k ' })).toBe('k');
  expect(() => resolveSecret(name, { LINEAR_KEY: ' ' })).toThrow(
    /LINEAR_KEY \(tracker\.api_key_env_var\) is not set/,
  );
});
