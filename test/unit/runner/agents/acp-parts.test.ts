import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '@agentclientprotocol/sdk';
import { describe, expect, test } from 'vitest';
import { acpWords } from '../../../../src/runner/agents/acp/command.ts';
import { readError } from '../../../../src/runner/agents/acp/errors.ts';
import { acpFold } from '../../../../src/runner/agents/acp/fold.ts';
import type { ToolCall } from '../../../../src/runner/agents/acp/messages.ts';
import { UpdateNotice } from '../../../../src/runner/agents/acp/messages.ts';
import { answerPermission } from '../../../../src/runner/agents/acp/permissions.ts';
import { eventQueue } from '../../../../src/runner/agents/acp/queue.ts';
import type { AgentEvent, Sandbox } from '../../../../src/runner/agents/agent.ts';
import { agentEnvironment } from '../../../../src/runner/agents/environment.ts';
import { tempDir } from '../../../support/temp.ts';

/** What an agent's updates mean, as they come over the wire. */
function folded(...updates: object[]): AgentEvent[] {
  const fold = acpFold('/clone');
  const events = updates.flatMap((update) => {
    const notice = UpdateNotice.parse({ method: 'session/update', params: { sessionId: 's', update } });
    return fold.update(notice.params.update);
  });
  return [...events, ...fold.rest()];
}
const chunk = (of: string, text: string) => ({
  sessionUpdate: `agent_${of}_chunk`,
  content: { type: 'text', text },
});

test('words are told whole, in their order, thoughts apart from messages', () => {
  expect(
    folded(chunk('thought', 'Hm, '), chunk('thought', 'so'), chunk('message', 'I '), chunk('message', 'do')),
  ).toEqual([
    { kind: 'reasoning', text: 'Hm, so' },
    { kind: 'message', text: 'I do' },
  ]);
});

test('a call is told once when it begins and once when it ends', () => {
  const path = '/clone/src/a.ts';
  const diff = { type: 'diff', path, oldText: null, newText: 'x' };
  expect(
    folded(
      { sessionUpdate: 'tool_call', toolCallId: '1', title: 'Write a.ts', kind: 'edit', status: 'pending' },
      { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'in_progress', locations: [{ path }] },
      { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed', content: [diff] },
    ),
  ).toEqual([
    { kind: 'tool_call', id: '1', name: 'edit', argument: 'Write a.ts' },
    { kind: 'file_change', path: 'src/a.ts', change: 'add' },
    { kind: 'tool_result', id: '1', ok: true, summary: 'completed' },
  ]);
});

test('a call that failed changed nothing', () => {
  const content = [
    { type: 'diff', path: '/clone/a', oldText: 'x', newText: 'y' },
    { type: 'content', content: { type: 'text', text: 'No such file' } },
    { type: 'terminal', terminalId: 't' },
  ];
  expect(
    folded({ sessionUpdate: 'tool_call', toolCallId: '1', title: 'x', status: 'failed', content }),
  ).toEqual([
    { kind: 'tool_call', id: '1', name: 'other', argument: 'x' },
    { kind: 'tool_result', id: '1', ok: false, summary: 'No such file' },
  ]);
});

test('quiet updates mean nothing, unknown ones are not read', () => {
  expect(folded({ sessionUpdate: 'plan', entries: [] }, { sessionUpdate: 'usage_update', used: 5 })).toEqual(
    [],
  );
  expect(() => folded({ sessionUpdate: 'from_the_future' })).toThrow();
});

describe('permissions', () => {
  const OPTIONS = [
    { optionId: 'always', name: 'Always', kind: 'allow_always' as const },
    { optionId: 'once', name: 'Once', kind: 'allow_once' as const },
    { optionId: 'no', name: 'No', kind: 'reject_once' as const },
  ];

  async function clone(): Promise<string> {
    const cwd = await tempDir();
    await mkdir(join(cwd, '.git'));
    await writeFile(join(cwd, 'a'), 'x');
    await symlink('/etc', join(cwd, 'link'));
    return cwd;
  }

  test.each<[string, Sandbox, Partial<ToolCall>, string]>([
    ['an edit in the clone', 'workspace-write', { kind: 'edit', locations: [{ path: 'a' }] }, 'once'],
    ['an edit of a new file', 'workspace-write', { kind: 'edit', locations: [{ path: 'b/c' }] }, 'once'],
    ['an edit in a read-only clone', 'read-only', { kind: 'edit', locations: [{ path: 'a' }] }, 'no'],
    ['an edit of who knows what', 'workspace-write', { kind: 'edit' }, 'no'],
    [
      'one inside and one outside',
      'workspace-write',
      { kind: 'edit', locations: [{ path: 'a' }, { path: '../b' }] },
      'no',
    ],
    [
      'an absolute path outside',
      'workspace-write',
      { kind: 'delete', locations: [{ path: '/etc/passwd' }] },
      'no',
    ],
    ['through a link', 'workspace-write', { kind: 'edit', locations: [{ path: 'link/passwd' }] }, 'no'],
    ['in .git', 'workspace-write', { kind: 'edit', locations: [{ path: '.GIT/hooks/x' }] }, 'no'],
    [
      'a diff outside',
      'workspace-write',
      { kind: 'edit', content: [{ type: 'diff', path: '/etc/x' }] },
      'no',
    ],
    ['a command', 'workspace-write', { kind: 'execute', title: 'rm -rf /' }, 'no'],
    ['something without a kind', 'workspace-write', { title: 'x' }, 'no'],
    ['reading in the clone', 'read-only', { kind: 'read', locations: [{ path: 'a' }] }, 'once'],
    ['reading outside', 'workspace-write', { kind: 'read', locations: [{ path: '/etc/passwd' }] }, 'no'],
    ['a command with "full"', 'full', { kind: 'execute' }, 'once'],
  ])('%s (%s)', async (_name, sandbox, call, optionId) => {
    const cwd = await clone();
    const { response, told } = await answerPermission({ toolCallId: '1', ...call }, OPTIONS, {
      cwd,
      sandbox,
    });
    expect(response).toEqual({ outcome: { outcome: 'selected', optionId } });
    expect(told.answered).toContain(optionId === 'once' ? 'allowed once' : 'rejected');
  });

  test('"always" is never chosen', async () => {
    const cwd = await clone();
    const call = { toolCallId: '1', kind: 'edit', locations: [{ path: join(cwd, 'a') }] };
    const answer = await answerPermission(call, OPTIONS.slice(0, 1), { cwd, sandbox: 'workspace-write' });
    expect(answer.response).toEqual({ outcome: { outcome: 'cancelled' } });
    expect(answer.told.answered).toContain('rejected');
  });
});

test.each([
  [new RequestError(-32_000, 'Authentication required'), 'auth'],
  [new RequestError(-32_603, 'Internal error', { details: 'HTTP 429: slow down' }), 'limit'],
  [new RequestError(-32_603, 'Internal error', { details: 'fetch failed' }), 'network'],
  [new RequestError(-32_603, 'Internal error', { details: 'The model is overloaded.' }), 'overloaded'],
  [new RequestError(-32_603, 'Internal error', { code: 503, status: 'UNAVAILABLE' }), 'overloaded'],
  [new RequestError(-32_603, 'fake 529'), 'overloaded'],
  [new RequestError(-32_603, 'Internal error', { details: 'HTTP 400: "overloaded" is no tool' }), 'model'],
  [new RequestError(-32_603, 'The server is busy'), 'overloaded'],
  [new RequestError(-32_603, 'The prompt has 503 words too many'), 'model'],
  [new RequestError(-32_603, 'This model is unavailable to your plan'), 'model'],
  [new RequestError(-32_603, 'Internal error'), 'model'],
  [new Error('401 Unauthorized'), 'auth'],
])('%s', (error, kind) => {
  expect(readError(error).kind).toBe(kind);
});

test('the command line is read by no shell', () => {
  const words = (text: string) => acpWords({ MAESTRO_ACP_COMMAND: text });
  expect(words('')).toBeNull();
  expect(words(' gemini  --acp ')).toEqual(['gemini', '--acp']);
  expect(words('["/opt/my agent/run", "a b", "$(x)"]')).toEqual(['/opt/my agent/run', 'a b', '$(x)']);
  expect(() => words('["x"')).toThrow(/JSON array/);
  expect(() => words('[]')).toThrow(/JSON array/);
});

test('its environment holds the command and the model keys of the others, and no tokens', () => {
  const env = { MAESTRO_ACP_COMMAND: 'x', OPENAI_API_KEY: 'o', GEMINI_API_KEY: 'g', GITHUB_TOKEN: 't' };
  const { GITHUB_TOKEN: _, ...kept } = env;
  expect(agentEnvironment(env, 'acp')).toEqual({ ...kept, TERM: 'dumb', NO_COLOR: '1', HUSKY: '0' });
});

test('a full queue makes its writer wait, and none of it is lost', async () => {
  const queue = eventQueue();
  for (let count = 0; count < 1_000; count++) queue.push({ kind: 'message', text: String(count) });
  let isRoom = false;
  const room = queue.room().then(() => {
    isRoom = true;
  });
  await Promise.resolve();
  expect(isRoom).toBe(false);
  queue.push({ kind: 'finished', how: 'completed' });
  const read: AgentEvent[] = [];
  for await (const event of queue.read()) read.push(event);
  await room;
  expect(read).toHaveLength(1_001);
});
