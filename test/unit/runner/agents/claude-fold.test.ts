import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../../src/runner/agents/agent.ts';
import { failureKind } from '../../../../src/runner/agents/claude/errors.ts';
import { claudeFold } from '../../../../src/runner/agents/claude/fold.ts';
import { claudeArguments } from '../../../../src/runner/agents/claude/policy.ts';
import { runUsage } from '../../../../src/runner/agents/claude/usage.ts';

/** Lines that a real Claude Code 2.1.329 printed in front of a model server on loopback. */
function recorded(name: string): string[] {
  const path = fileURLToPath(new URL(`../../../fixtures/agents/${name}.jsonl`, import.meta.url));
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}
function fold(lines: readonly string[]): AgentEvent[] {
  const { line } = claudeFold('/clone');
  return lines.flatMap((text) => line(text));
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
  expect(events).toEqual([
    { kind: 'started', sessionId: expect.any(String), model: 'claude-opus-5-5' },
    { kind: 'tool_call', id: expect.any(String), name: 'Write', argument: 'hello.txt' },
    { kind: 'file_change', path: 'hello.txt', change: 'add' },
    { kind: 'tool_result', id: expect.any(String), ok: true, summary: expect.stringContaining('created') },
    { kind: 'message', text: 'Created hello.txt as asked.' },
    { kind: 'usage', usage: USAGE },
    { kind: 'finished', how: 'completed' },
  ]);
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
  expect(fold(recorded('claude-SIGINT')).slice(-2)).toMatchObject([
    { kind: 'usage', usage: { inputTokens: 1_200, outputTokens: 3, costUsd: expect.closeTo(0.00106) } },
    { kind: 'finished', how: 'interrupted' },
  ]);
  const terminated = fold(recorded('claude-SIGTERM'));
  expect(terminated.map((event) => event.kind)).toEqual(['started']);
  const exit = { exitCode: 143, signal: undefined, stderr: 'bye' };
  expect(claudeFold('/clone').ended(exit)).toMatchObject([
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
  [{ status: 529 }, 'model'],
  [{ word: 'server_error', detail: 'connection_failed' }, 'network'],
  [{ text: 'API Error: Connection closed mid-response' }, 'network'],
  [{ text: 'What?' }, 'model'],
] as const)('%j is of the kind %s', (failure, kind) => {
  expect(failureKind({ word: null, status: null, detail: null, text: '', ...failure })).toBe(kind);
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
