import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type AgentEvent, addUsage, NO_USAGE, type Usage } from '../../../../src/runner/agents/agent.ts';
import { failureKind } from '../../../../src/runner/agents/claude/errors.ts';
import { claudeFold } from '../../../../src/runner/agents/claude/fold.ts';
import { claudeArguments } from '../../../../src/runner/agents/claude/policy.ts';
import { runUsage } from '../../../../src/runner/agents/claude/usage.ts';

/** Lines that a real Claude Code 2.1.329 printed in front of a model server on loopback. */
function recorded(name: string): string[] {
  const path = fileURLToPath(new URL(`../../../fixtures/agents/${name}.jsonl`, import.meta.url));
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}
/** Half a dollar for a million tokens of any kind, by a list that knows one model only. */
const price = (model: string, { inputTokens, outputTokens }: Usage): number | null =>
  model === 'claude-opus-5-5' ? (inputTokens + outputTokens) * 5e-7 : null;

function fold(lines: readonly string[]): AgentEvent[] {
  const { line } = claudeFold('/clone', price);
  return lines.flatMap((text) => line(text));
}
function usages(events: readonly AgentEvent[]): Usage[] {
  return events.flatMap((event) => (event.kind === 'usage' ? [event.usage] : []));
}
const USAGE = {
  inputTokens: 2_400,
  cachedInputTokens: 2_000,
  outputTokens: 68,
  reasoningTokens: 0,
  costUsd: 0.00336,
};

test.each(['claude', 'claude-partial'])('%s: a file, a message, the usage, the end', (name) => {
  const events = fold(recorded(name));
  const told = usages(events);
  expect(told.reduce(addUsage, NO_USAGE)).toEqual({ ...USAGE, costUsd: expect.closeTo(0.00336, 9) });
  expect(events.filter((event) => event.kind !== 'usage')).toEqual([
    { kind: 'started', sessionId: expect.any(String), model: 'claude-opus-5-5' },
    { kind: 'tool_call', id: expect.any(String), name: 'Write', argument: 'hello.txt' },
    { kind: 'file_change', path: 'hello.txt', change: 'add' },
    { kind: 'tool_result', id: expect.any(String), ok: true, summary: expect.stringContaining('created') },
    { kind: 'message', text: 'Created hello.txt as asked.' },
    { kind: 'finished', how: 'completed' },
  ]);
});

test('usage is told after each response, and the result settles what is left of it', () => {
  const response = { ...USAGE, inputTokens: 1_200, cachedInputTokens: 1_000, outputTokens: 34 };
  const events = fold(recorded('claude-partial'));
  expect(events.map((event) => event.kind)).toEqual([
    'started',
    'tool_call',
    'usage',
    'file_change',
    'tool_result',
    'message',
    'usage',
    'usage',
    'finished',
  ]);
  const listed = { ...response, costUsd: expect.closeTo(0.000617, 9) };
  // By the list it is less than Claude Code says: the rest is money without tokens.
  const rest = { ...NO_USAGE, costUsd: expect.closeTo(0.00336 - 2 * 0.000617, 9) };
  expect(usages(events)).toEqual([listed, listed, rest]);
});

/** The frames of one response as the API streams it; the last counts are the final ones. */
function response(model: string, input: number, output: number, parent: string | null = null): object[] {
  const frame = (event: object) => ({ type: 'stream_event', parent_tool_use_id: parent, event });
  const usage = { input_tokens: input, cache_read_input_tokens: 5, output_tokens: 1 };
  return [
    frame({ type: 'message_start', message: { model, usage } }),
    frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } }),
    frame({ type: 'message_delta', usage: { output_tokens: Math.floor(output / 2) } }),
    frame({ type: 'message_delta', usage: { input_tokens: null, output_tokens: output } }),
    frame({ type: 'message_stop' }),
  ];
}

function resultOf(models: object): object {
  const common = { type: 'result', subtype: 'success', is_error: false, usage: zero() };
  return { ...common, model_usage_since_last_result: models };
}

const total = (inputTokens: number, outputTokens: number, costUSD: number) => ({
  inputTokens,
  outputTokens,
  cacheReadInputTokens: 10,
  cacheCreationInputTokens: 0,
  costUSD,
  costBasis: 'list',
});

test('responses of sub-agents stream between those of the conversation, and count once', () => {
  const [a = [], b = []] = [
    response('claude-opus-5-5', 100, 8),
    response('claude-opus-5-5', 40, 6, 'toolu_1'),
  ];
  const mixed = a.flatMap((line, at) => [line, b[at] as object]);
  // A response that broke off told nothing; the result counts what it used.
  const broken = response('claude-opus-5-5', 7, 3).slice(0, 3);
  const events = fold(
    [...mixed, ...broken, resultOf({ 'claude-opus-5-5': total(147, 17, 0.001) })].map((line) =>
      JSON.stringify(line),
    ),
  );
  expect(usages(events).map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])).toEqual([
    [105, 8],
    [45, 6],
    [7, 3],
  ]);
  expect(usages(events).reduce(addUsage, NO_USAGE).costUsd).toBeCloseTo(0.001, 9);
});

test('what a sub-agent’s responses began with is told at once, their output with the result', () => {
  const sub = (id: string, input: number, text: string) => ({
    type: 'assistant',
    parent_tool_use_id: 'toolu_1',
    message: {
      id,
      model: 'claude-opus-5-5',
      content: [{ type: 'text', text }],
      usage: { input_tokens: input, cache_read_input_tokens: 5, output_tokens: 1 },
    },
  });
  // Two blocks of one response, then another response.
  const lines = [sub('m1', 100, 'a'), sub('m1', 100, 'b'), sub('m2', 40, 'c')];
  const end = resultOf({ 'claude-opus-5-5': total(140, 30, 0.001) });
  const events = fold([...lines, end].map((line) => JSON.stringify(line)));
  expect(usages(events).map(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])).toEqual([
    [105, 1],
    [45, 1],
    [0, 28],
  ]);
});

test('a response whose price the list does not know is told with the result, which may know it', () => {
  const lines = response('claude-opus-9', 100, 8).map((line) => JSON.stringify(line));
  expect(usages(fold(lines))).toEqual([]);
  const settled = fold([...lines, JSON.stringify(resultOf({ x: { ...total(95, 8, 0.5) } }))]);
  expect(usages(settled)).toMatchObject([{ inputTokens: 105, outputTokens: 8, costUsd: 0.5 }]);
  // Without a result it is told at the end, at a price that nobody knows.
  const { line, ended } = claudeFold('/clone', price);
  for (const text of lines) line(text);
  expect(usages(ended({ exitCode: 1, signal: undefined, stderr: '' }))).toMatchObject([
    { inputTokens: 105, outputTokens: 8, costUsd: null },
  ]);
});

test('a response of a model whose price nobody can know is told at once', () => {
  const lines = response('my-model', 100, 8).map((line) => JSON.stringify(line));
  const guessed = { ...total(95, 8, 0.5), costBasis: 'unknown' };
  expect(usages(fold([...lines, JSON.stringify(resultOf({ 'my-model': guessed }))]))).toMatchObject([
    { inputTokens: 105, outputTokens: 8, costUsd: null },
  ]);
});

test('a result that counts less than was told takes nothing back', () => {
  const lines = [...response('claude-opus-5-5', 100, 8), resultOf({ x: total(50, 4, 0) })];
  expect(usages(fold(lines.map((line) => JSON.stringify(line))))).toHaveLength(1);
});

test.each([
  ['claude-fail401', 'auth', '/login'],
  ['claude-fail500', 'model', '500'],
])('%s poses as a success and is told as an error', (name, error, words) => {
  expect(fold(recorded(name)).slice(1)).toEqual([
    { kind: 'error', error, message: expect.stringContaining(words), willRetry: false, resetAt: null },
    { kind: 'finished', how: 'failed' },
  ]);
});

test('SIGINT ends as interrupted, with what was used; SIGTERM says nothing at all', () => {
  const interrupted = fold(recorded('claude-SIGINT'));
  expect(interrupted.at(-1)).toEqual({ kind: 'finished', how: 'interrupted' });
  expect(usages(interrupted).reduce(addUsage, NO_USAGE)).toMatchObject({
    inputTokens: 1_200,
    outputTokens: 3,
    costUsd: expect.closeTo(0.00106, 9),
  });
  const terminated = fold(recorded('claude-SIGTERM'));
  expect(terminated.map((event) => event.kind)).toEqual(['started']);
  const exit = { exitCode: 143, signal: undefined, stderr: 'bye' };
  expect(claudeFold('/clone', price).ended(exit)).toMatchObject([
    { kind: 'error', error: 'crash', message: expect.stringContaining('143') },
    { kind: 'finished', how: 'failed' },
  ]);
});

test('lines that are not known, or no JSON, are kept and change nothing else', () => {
  const strange = ['Warning: something', '{"type":"new_thing"}', '{"type":"assistant"}', '[]', 'null'];
  const lines = recorded('claude').flatMap((line) => [...strange, line]);
  const events = fold(lines);
  expect(events.filter((event) => event.kind !== 'unknown')).toEqual(fold(recorded('claude')));
  expect(events.filter((event) => event.kind === 'unknown')).toHaveLength(
    strange.length * recorded('claude').length,
  );
});

test('a block of an unknown kind hides none of the others', () => {
  const content = [{ type: 'new' }, { type: 'text', text: 'Hello' }];
  expect(fold([JSON.stringify({ type: 'assistant', message: { content } })])).toEqual([
    { kind: 'message', text: 'Hello' },
  ]);
});

test('denied permissions are told, and a used-up plan says when it starts anew', () => {
  const result = { type: 'result', subtype: 'success', is_error: false, usage: zero() };
  const denial = { tool_name: 'Bash', tool_use_id: 'x', tool_input: { command: 'curl x' } };
  expect(fold([JSON.stringify({ ...result, permission_denials: [denial] })])).toEqual([
    {
      kind: 'needs_input',
      question: 'May it use Bash? curl x',
      answered: expect.stringContaining('declined'),
    },
    { kind: 'finished', how: 'completed' },
  ]);
  const info = { status: 'rejected', resetsAt: 1_900_000_000 };
  const resetAt = '2030-03-17T17:46:40.000Z';
  expect(
    fold([
      JSON.stringify({ type: 'rate_limit_event', rate_limit_info: info }),
      JSON.stringify({ ...result, is_error: true, api_error_status: 429, result: 'Limit reached' }),
    ]),
  ).toEqual([
    { kind: 'rate_limit', usedPercent: 100, resetAt },
    { kind: 'error', error: 'limit', message: 'Limit reached', willRetry: false, resetAt },
    { kind: 'finished', how: 'failed' },
  ]);
});

test('a repeated request is an error that it tries to overcome itself', () => {
  const line = { type: 'system', subtype: 'api_retry', attempt: 1, max_retries: 3, error_status: 500 };
  expect(fold([JSON.stringify(line)])).toMatchObject([{ kind: 'error', error: 'model', willRetry: true }]);
});

test('a denied tool is told at once, and only once', () => {
  const input = { command: 'curl x' };
  const use = { type: 'tool_use', id: 't1', name: 'Bash', input };
  const denial = { type: 'system', subtype: 'permission_denied', tool_name: 'Bash', tool_use_id: 't1' };
  const lines = [
    { type: 'assistant', message: { content: [use] } },
    denial,
    {
      type: 'result',
      subtype: 'success',
      is_error: false,
      usage: zero(),
      permission_denials: [
        { tool_name: 'Bash', tool_use_id: 't1', tool_input: input },
        { tool_name: 'Write', tool_use_id: 't2', tool_input: { file_path: '/etc/x' } },
      ],
    },
  ];
  const events = fold(lines.map((line) => JSON.stringify(line)));
  expect(events.map((event) => (event.kind === 'needs_input' ? event.question : event.kind))).toEqual([
    'tool_call',
    'May it use Bash? curl x',
    'May it use Write? /etc/x',
    'finished',
  ]);
});

test('a resumed session counts this run only; guessed or missing prices stay unknown', () => {
  const model = { inputTokens: 100, outputTokens: 10, cacheReadInputTokens: 20, cacheCreationInputTokens: 5 };
  const known = { ...model, thinkingTokens: 4, costUSD: 0.5, costBasis: 'list' };
  const guessed = { ...known, costBasis: 'unknown' };
  const use = (...models: object[]) =>
    runUsage({ usage: zero(), model_usage_since_last_result: Object.assign({}, models) as never });
  expect(use(known)).toEqual({
    inputTokens: 125,
    cachedInputTokens: 20,
    outputTokens: 10,
    reasoningTokens: 4,
    costUsd: 0.5,
  });
  expect(use(known, known)).toMatchObject({ inputTokens: 250, costUsd: 1 });
  expect(use(known, guessed)).toMatchObject({ inputTokens: 250, costUsd: null });
  const usage = { ...zero(), input_tokens: 10, cache_read_input_tokens: 3, cache_creation_input_tokens: 2 };
  expect(runUsage({ usage })).toMatchObject({ inputTokens: 15, cachedInputTokens: 3, costUsd: null });
});

test.each([
  [{ word: 'authentication_failed' }, 'auth'],
  [{ word: 'billing_error', status: 400 }, 'limit'],
  [{ status: 403 }, 'auth'],
  [{ status: 500 }, 'model'],
  [{ status: 529 }, 'overloaded'],
  [{ status: 503, word: 'server_error' }, 'overloaded'],
  [{ status: 429, word: 'rate_limit', text: 'API Error: 429' }, 'limit'],
  [{ word: 'overloaded' }, 'overloaded'],
  [{ status: 400, text: 'API Error: 400 "overloaded" is no known field' }, 'model'],
  [{ text: 'API Error: 529 Overloaded. This is a server-side issue, usually temporary' }, 'overloaded'],
  [{ text: 'API Error: Repeated 529 Overloaded errors' }, 'overloaded'],
  [{ status: 200, text: 'API Error: {"type":"error","error":{"type":"overloaded_error"}}' }, 'overloaded'],
  [{ word: 'server_error', detail: 'connection_failed' }, 'network'],
  [{ text: 'API Error: Connection closed mid-response' }, 'network'],
  [{ text: 'What?' }, 'model'],
] as const)('%j is of the kind %s', (failure, kind) => {
  expect(failureKind({ word: null, status: null, detail: null, text: '', ...failure })).toBe(kind);
});

test('an overloaded model, as Claude Code tells it', () => {
  const events = fold([
    '{"type":"system","subtype":"init","session_id":"s1","model":"claude-opus-5-5"}',
    '{"type":"result","subtype":"success","is_error":true,"result":"API Error: 529 Overloaded. This is a server-side issue, usually temporary","api_error_status":529,"usage":{"input_tokens":0,"output_tokens":0},"permission_denials":[]}',
  ]);
  expect(events.slice(-2)).toMatchObject([
    {
      kind: 'error',
      error: 'overloaded',
      willRetry: false,
      message: expect.stringContaining('529 Overloaded'),
    },
    { kind: 'finished', how: 'failed' },
  ]);
});

test('read-only has no tool that writes; only `full` has the network; the project’s settings are never read', () => {
  const of = (sandbox: 'read-only' | 'workspace-write' | 'full') =>
    claudeArguments({ model: 'opus', sandbox, sessionId: 'abc' }).join(' ');
  expect(of('read-only')).not.toMatch(/Bash|Edit|Write|Web/);
  expect(of('workspace-write')).not.toMatch(/Web/);
  expect(of('full')).toContain('WebFetch');
  for (const sandbox of ['read-only', 'workspace-write', 'full'] as const) {
    expect(of(sandbox)).toContain('--setting-sources user --strict-mcp-config --permission-prompts none');
    expect(of(sandbox)).toContain('--model opus --resume abc');
  }
});

function zero() {
  return { input_tokens: 0, output_tokens: 0 };
}
