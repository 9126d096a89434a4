import { expect, test } from 'vitest';
import { CONFIGURED } from '../../../../src/orchestrator/modes/configured.ts';
import { SPECIFICATION } from '../../../../src/orchestrator/modes/specification.ts';
import { readWorkflow } from '../../../../src/orchestrator/workflow/read.ts';

const SECRET = 'hunter2-very-secret';
const TOKEN = `ghp_${'x'.repeat(36)}`;
const read = (tracker: string, env: NodeJS.ProcessEnv = {}) =>
  readWorkflow(`---\ntracker: ${tracker}\n---\nBody`, '/repo/WORKFLOW.md', env);

test('the words of the specification’s GitHub adapter count', async () => {
  const { value, problems } = await read(
    '{ kind: github, provider: { repo: octo/hello, token: $BOT_TOKEN, api_url: https://ghe.example/api/v3, assignee: me, color: blue } }',
  );
  expect(value?.tracker).toMatchObject({
    projectSlug: 'octo/hello',
    apiKeyVariable: 'BOT_TOKEN',
    endpoint: 'https://ghe.example/api/v3',
    assignee: 'me',
    settings: { color: 'blue' },
  });
  expect(problems).toMatchObject([{ severity: 'warning', code: 'workflow.unused-key' }]);
});

test('they also stand directly under tracker', async () => {
  const { value, problems } = await read('{ kind: github, repo: octo/hello, token: $T, assignee: $WHO }', {
    WHO: 'ann',
  });
  expect(problems).toEqual([]);
  expect(value?.tracker).toMatchObject({ projectSlug: 'octo/hello', apiKeyVariable: 'T', assignee: 'ann' });
});

test.each<[string, string]>([
  ['a token', `{ kind: github, provider: { token: ${TOKEN} } }`],
  ['a token of no known shape', `{ kind: github, provider: { token: ${SECRET} } }`],
  ['a key', `{ kind: linear, provider: { api_key: ${SECRET} } }`],
  ['a key in the earlier place', `{ kind: linear, api_key: ${SECRET} }`],
  ['a token in another key', `{ kind: github, provider: { repo: ${TOKEN} } }`],
  ['a token in an address', `{ kind: github, provider: { api_url: "https://ann:${SECRET}@ghe.example" } }`],
  [
    'a token in a query',
    `{ kind: github, provider: { api_url: "https://ghe.example/?access_token=${SECRET}" } }`,
  ],
  ['a token beside its variable', `{ kind: github, provider: { token: "$T ${SECRET}" } }`],
  ['deep inside', `{ kind: github, provider: { app: { private_key: ${SECRET} } } }`],
  ['in a list', `{ kind: github, provider: { extra: [${TOKEN}] } }`],
  ['without a kind', `{ provider: { token: ${SECRET} } }`],
])('a secret in the file is refused and never repeated: %s', async (_name, tracker) => {
  const { value, problems } = await read(tracker);
  expect(value).toBeNull();
  expect(
    problems.some(
      ({ severity, message }) => severity === 'error' && message.includes('secrets do not belong'),
    ),
  ).toBe(true);
  expect(JSON.stringify(problems)).not.toContain(SECRET);
  expect(JSON.stringify(problems)).not.toContain(TOKEN);
});

test.each<[string, string, string]>([
  ['a team', '{ kind: linear, provider: { project_slug: p, team: ENG } }', 'workflow.unknown-key'],
  [
    'labels to leave out',
    '{ kind: github, provider: { repo: a/b, exclude_labels: [x] } }',
    'workflow.unknown-key',
  ],
  [
    'a mistyped assignee',
    '{ kind: linear, provider: { project_slug: p, asignee: me } }',
    'workflow.unknown-key',
  ],
  [
    'the credential of another tracker',
    '{ kind: linear, provider: { project_slug: p, token: $T } }',
    'workflow.unknown-key',
  ],
  [
    'the repository of another tracker',
    '{ kind: linear, provider: { project_slug: p, repo: a/b } }',
    'workflow.unknown-key',
  ],
  ['an app’s key', '{ kind: github, provider: { repo: a/b, app_private_key: $K } }', 'workflow.unknown-key'],
  [
    'two repositories',
    '{ kind: github, provider: { repo: a/b, project_slug: a/c } }',
    'workflow.contradiction',
  ],
  [
    'two credentials',
    '{ kind: github, provider: { repo: a/b, token: $A, api_key: $B } }',
    'workflow.contradiction',
  ],
  [
    'an assignee whose variable is not set',
    '{ kind: linear, provider: { assignee: $NOBODY } }',
    'workflow.bad-value',
  ],
  ['an empty assignee', '{ kind: linear, provider: { assignee: "" } }', 'workflow.bad-value'],
  ['a list of assignees', '{ kind: linear, provider: { assignee: [a, b] } }', 'workflow.bad-value'],
])(
  'what would narrow what is run, or name a credential, is never passed over: %s',
  async (_name, tracker, code) => {
    const { value, problems } = await read(tracker);
    expect(value).toBeNull();
    expect(problems).toContainEqual(expect.objectContaining({ severity: 'error', code, line: 2 }));
  },
);

test('other keys that nothing is made of are warnings, with the nearest one', async () => {
  const text =
    '---\ntracker: { kind: linear }\nagent: { max_turn: 3 }\nobservability: { dashboard_enabled: true }\n---\n';
  const { value, problems } = await readWorkflow(text, '/repo/WORKFLOW.md', {});
  expect(value).not.toBeNull();
  expect(problems).toMatchObject([
    { severity: 'warning', code: 'workflow.unused-key', line: 4 },
    {
      severity: 'warning',
      code: 'workflow.unused-key',
      message: expect.stringContaining('agent.max_turns?'),
      line: 3,
    },
  ]);
});

test.each(['-5', '0', '1.5', '"60000"', 'soon', 'true', '[]', '1e12'])(
  'hooks.timeout_ms: %s is an error',
  async (given) => {
    const { value, problems } = await readWorkflow(
      `---\nhooks: { timeout_ms: ${given} }\n---\n`,
      '/r/WORKFLOW.md',
      {},
    );
    expect(value).toBeNull();
    expect(problems[0]).toMatchObject({ severity: 'error', code: 'workflow.bad-value', line: 2 });
  },
);

test.each(['true', '[]', '[5]', '""', '1.5', 'x'])('no other number is guessed either: %s', async (given) => {
  const { problems } = await readWorkflow(
    `---\ncodex: { turn_timeout_ms: ${given} }\n---\n`,
    '/r/WORKFLOW.md',
    {},
  );
  expect(problems[0]).toMatchObject({ severity: 'error', code: 'workflow.bad-value' });
});

test.each<[string, string, string[], string[]]>([
  ['none unless it is asked for', 'kind: linear', [], []],
  [
    'a list',
    'kind: linear, provider: { tools: [linear_graphql, issue_create] }',
    ['linear_graphql', 'issue_create'],
    [],
  ],
  ['words', 'kind: linear, provider: { tools: "linear_graphql, linear_graphql" }', ['linear_graphql'], []],
  ['the earlier place', 'kind: linear, tools: [issue_create]', ['issue_create'], []],
  [
    'nothing of it on GitHub',
    'kind: github, provider: { tools: [issue_create] }',
    [],
    ['workflow.unused-key'],
  ],
])('extra tools: %s', async (_name, tracker, tools, codes) => {
  const { value, problems } = await read(`{ ${tracker} }`);
  expect(problems.map(({ code }) => code)).toEqual(codes);
  if (!value) throw new Error('unread');
  expect(value.tracker.tools).toEqual(tools);
  const isLinear = value.tracker.provider === 'linear';
  expect([...SPECIFICATION.tools(value)].sort()).toEqual(
    [
      'issue_transition',
      'issue_comment',
      'issue_label_add',
      ...(isLinear ? ['issue_comment_update'] : []),
      ...tools,
    ].sort(),
  );
});

test('an extra tool that there is not is told, with the nearest one', async () => {
  const { value, problems } = await read('{ kind: linear, provider: { tools: [linear_grapql] } }');
  expect(value).toBeNull();
  expect(problems[0]).toMatchObject({
    code: 'workflow.bad-value',
    message: expect.stringContaining('did you mean linear_graphql?'),
  });
});

test('with a maestro.toml only issues can be asked for, and not on GitHub', async () => {
  const toml = (tracker: string) =>
    readWorkflow(`+++\nversion = 1\n[tracker]\n${tracker}\n+++\nBody`, '/repo/WORKFLOW.md', {});
  const { value } = await toml('tools = ["issue_create"]');
  expect(value && CONFIGURED.tools(value)).toContain('issue_create');
  expect(value && CONFIGURED.tools(value)).not.toContain('linear_graphql');
  const plain = (await toml('')).value;
  expect(plain && CONFIGURED.tools(plain)).not.toContain('issue_create');
  expect((await toml('tools = ["linear_graphql"]')).problems).toMatchObject([{ code: 'workflow.bad-value' }]);
  expect((await toml('provider = "github"\ntools = ["issue_create"]')).problems).toMatchObject([
    { code: 'workflow.contradiction' },
  ]);
});
