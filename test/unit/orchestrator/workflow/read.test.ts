import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { firstPrompt } from '../../../../src/orchestrator/workflow/prompt.ts';
import { loadWorkflow, readWorkflow } from '../../../../src/orchestrator/workflow/read.ts';
import { firstOf } from '../../../../src/platform/bounded-text.ts';
import { tempDir } from '../../../support/temp.ts';
import { FACTS } from './support.ts';

const read = (text: string, env: NodeJS.ProcessEnv = { HOME: '/h' }) =>
  readWorkflow(text, '/repo/WORKFLOW.md', env);
const toml = (matter: string): string => `+++\nversion = 1\n${matter}\n+++\nBody\n`;

test('TOML: the defaults of the contract', async () => {
  const { value, problems } = await read('\ufeff+++\r\nversion = 1\r\n+++\r\n\r\nDo it.\r\n');
  expect(problems).toEqual([]);
  expect(value).toMatchObject({
    dialect: 'toml',
    body: 'Do it.',
    tracker: {
      provider: 'linear',
      startableStates: ['Todo'],
      activeStates: ['Todo', 'In Progress'],
      terminalStates: ['Done', 'Canceled', 'Duplicate'],
      inProgressState: 'In Progress',
      successState: 'In Review',
      completedState: 'Done',
      failureState: 'Todo',
      optOutLabel: 'maestro:manual-only',
      needsAttentionLabel: 'maestro:needs-attention',
    },
    agent: { transport: 'stdio://', personality: null, serviceTier: null },
    execution: {
      maxAttempts: 3,
      maxTurns: 1,
      maxRetryBackoffMs: 300_000,
      maxConcurrentAgents: 1,
      maxConcurrentAgentsByState: {},
      validationCommands: [],
    },
    context: { readFirst: [] },
    specification: null,
  });
  const other = await read(
    toml(
      '[tracker]\nterminal_states = ["Closed"]\n[execution]\nmax_concurrent_agents = 2\nmax_concurrent_agents_by_state = { "In Progress" = 2 }',
    ),
  );
  expect(other.value?.tracker.completedState).toBeNull();
  expect(other.value?.execution.maxConcurrentAgentsByState).toEqual({ 'in progress': 2 });
});

test.each<[string, string, string, number | null, RegExp]>([
  ['front matter that is not closed', '+++\nversion = 1\n', 'workflow.open-front-matter', 1, /not closed/],
  ['broken TOML', '+++\nversion = \n+++\n', 'workflow.bad-toml', 2, /not valid TOML/],
  ['no version', '+++\n+++\n', 'workflow.unknown-version', 2, /version = 1/],
  ['another version', '+++\n\nversion = 2\n+++\n', 'workflow.unknown-version', 3, /Version 2/],
  [
    'an unknown key',
    toml('[tracker]\nstartable_state = ["x"]'),
    'workflow.unknown-key',
    4,
    /tracker\.startable_states\?/,
  ],
  [
    'a sandbox',
    toml('[agent]\nsandbox = "full"'),
    'workflow.misplaced-key',
    4,
    /not the repository’s to decide/,
  ],
  ['approvals', toml('approval_policy = "never"'), 'workflow.misplaced-key', 3, /not the repository’s/],
  ['a secret', toml('[tracker]\napi_key = "x"'), 'workflow.misplaced-key', 4, /secrets do not belong/],
  [
    'an absolute path',
    toml('[context]\nread_first = ["/etc/passwd"]'),
    'workflow.bad-value',
    4,
    /absolute paths/,
  ],
  ['a way out', toml('[context]\nread_first = ["../x"]'), 'workflow.bad-value', 4, /inside the repository/],
  [
    'a state of both kinds',
    toml('[tracker]\nstartable_states = ["Done"]'),
    'workflow.contradiction',
    4,
    /terminal state as well/,
  ],
  [
    'reviewers at the end',
    toml('[tracker]\nsuccess_state = "done"'),
    'workflow.contradiction',
    4,
    /reviewers would never/,
  ],
  [
    'a state for what is complete that ends nothing',
    toml('[tracker]\ncompleted_state = "Shipped"'),
    'workflow.contradiction',
    4,
    /no terminal state/,
  ],
  [
    'more of one state than of all',
    toml('[execution]\nmax_concurrent_agents = 2\n[execution.max_concurrent_agents_by_state]\nTodo = 3'),
    'workflow.contradiction',
    6,
    /more than max_concurrent_agents/,
  ],
  ['a loop', toml('[tracker]\nsuccess_state = "Todo"'), 'workflow.contradiction', 4, /started again/],
  ['no attempt', toml('[execution]\nmax_attempts = 0'), 'workflow.bad-value', 4, /execution\.max_attempts/],
  ['YAML that is none', '---\na: [\n---\n', 'workflow.bad-yaml', 2, /not valid YAML/],
  ['YAML that is no map', '---\n- a\n---\n', 'workflow.no-map', 2, /no map/],
  ['a bad port', '---\nserver:\n  port: 70000\n---\n', 'workflow.bad-value', 3, /server\.port/],
])('%s', async (_name, text, code, line, message) => {
  const { value, problems } = await read(text);
  expect(value).toBeNull();
  expect(problems[0]).toMatchObject({ code, line });
  expect(problems[0]?.message).toMatch(message);
});

test('YAML: both forms, variables, home folders, unknown keys, lists in words', async () => {
  const text = `---
tracker:
  kind: linear
  project_slug: abc
  api_key: $MY_KEY
  active_states: Todo, Rework
polling: { interval_ms: 5000 }
workspace: { root: ~/lanes }
whatever: 1
agent: { max_turns: 4, max_concurrent_agents_by_state: { Rework: 1, Todo: none } }
hooks: { before_run: "echo hi" }
codex: { command: my-codex app-server }
---
Issue {{ issue.identifier }}{% if attempt %}, again {{ attempt }}{% endif %}
`;
  const { value } = await read(text, { HOME: '/h', MY_KEY: 'secret' });
  expect(value).toMatchObject({
    dialect: 'yaml',
    tracker: { projectSlug: 'abc', apiKeyVariable: 'MY_KEY', activeStates: ['Todo', 'Rework'] },
    execution: { maxTurns: 4, maxConcurrentAgents: 10, maxConcurrentAgentsByState: { rework: 1 } },
    hooks: { beforeRun: 'echo hi', afterRun: null, timeoutMs: 60_000 },
    specification: {
      pollingIntervalMs: 5_000,
      workspaceRoot: '/h/lanes',
      codex: { command: 'my-codex app-server' },
    },
  });
  expect(JSON.stringify(value)).not.toContain('secret');
  const later = await read(
    '---\ntracker: { kind: linear, provider: { project_slug: xyz, endpoint: $URL } }\n---\n',
    { URL: 'https://l/graphql' },
  );
  expect(later.value?.tracker).toMatchObject({ projectSlug: 'xyz', endpoint: 'https://l/graphql' });
});

test('without front matter all of it is the prompt, and both that and the missing tracker are told', async () => {
  const { value, problems } = await read('\ufeff\n# Hello\n+++\n');
  expect(value).toMatchObject({ dialect: 'yaml', body: '# Hello\n+++', tracker: { provider: null } });
  expect(problems.map(({ severity, code }) => [severity, code])).toEqual([
    ['warning', 'workflow.no-front-matter'],
    ['warning', 'workflow.no-tracker'],
  ]);
});

test('a key that stands in the workflow itself is refused and never repeated', async () => {
  const { value, problems } = await read('---\ntracker: { kind: linear, api_key: lin_api_secret }\n---\n');
  expect(value).toBeNull();
  expect(JSON.stringify(problems)).not.toContain('lin_api_secret');
});

test('no more is read of a file than has to be to know that it is too large', async () => {
  const path = join(await tempDir(), 'WORKFLOW.md');
  await writeFile(path, `---\n---\n${'é'.repeat(512 * 1024 - 4)}`);
  expect((await loadWorkflow(path, {})).body).toHaveLength(512 * 1024 - 4);
  await appendFile(path, 'x');
  await expect(loadWorkflow(path, {})).rejects.toMatchObject({ code: 'workflow.too-large' });
  await expect(loadWorkflow(`${path}.not`, {})).rejects.toMatchObject({ code: 'workflow.missing' });
  // It has no end.
  const taken: number[] = [];
  const endless = async function* () {
    for (;;) {
      taken.push(1);
      yield Buffer.alloc(1_000, 'x');
    }
  };
  expect(await firstOf(endless(), 2_500)).toHaveLength(2_500);
  expect(taken).toHaveLength(3);
});

test('an alias bomb is a problem, not an end', async () => {
  const rows = Array.from(
    { length: 12 },
    (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at}, `.repeat(9)}*a${at}]`,
  );
  await expect(read(`---\na0: &a0 [x]\n${rows.join('\n')}\n---\n`)).resolves.toMatchObject({ value: null });
});

test('the prompt fences the issue’s words, whatever they hold', async () => {
  const { value } = await read(toml('[context]\nread_first = ["AGENTS.md"]'));
  if (!value) throw new Error('unread');
  const prompt = firstPrompt(value, FACTS);
  expect(prompt).toContain('- AGENTS.md');
  expect(prompt).toContain('````text\nText with ``` fences\n# and headings\n````');
  expect(prompt).toContain('run_id: `run-1`');
});
