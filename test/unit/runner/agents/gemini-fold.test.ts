import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { AgentEvent } from '../../../../src/runner/agents/agent.ts';
import { errorKind, limitEnd } from '../../../../src/runner/agents/gemini/errors.ts';
import { geminiFold } from '../../../../src/runner/agents/gemini/fold.ts';
import { policyRules } from '../../../../src/runner/agents/gemini/policy.ts';
import { turnSettings } from '../../../../src/runner/agents/gemini/settings.ts';
import { usageOf } from '../../../../src/runner/agents/gemini/usage.ts';

const EXIT = { exitCode: 0, signal: undefined, stderr: '' };

/** Lines of a recording with a real Gemini CLI 0.61.0 (a model server on loopback stood behind it). */
function recorded(name: string): string[] {
  const url = new URL(`../../../fixtures/agents/gemini${name}.jsonl`, import.meta.url);
  return readFileSync(fileURLToPath(url), 'utf8').split('\n').filter(Boolean);
}

function folded(lines: readonly string[]): AgentEvent[] {
  const fold = geminiFold('/clone', () => new Date('2026-01-01T00:00:00Z'));
  const events = lines.flatMap((line) => fold.line(line));
  return events.some(({ kind }) => kind === 'finished') ? events : [...events, ...fold.ended(EXIT)];
}

const COMPLETE: AgentEvent[] = [
  { kind: 'started', sessionId: '98a3a312-a258-48ba-9739-d6133c90d1ae', model: 'auto' },
  {
    kind: 'tool_call',
    id: 'write_file__write_file_1795227075920_0',
    name: 'write_file',
    argument: 'hello.txt',
  },
  { kind: 'file_change', path: 'hello.txt', change: 'update' },
  { kind: 'tool_result', id: 'write_file__write_file_1795227075920_0', ok: true, summary: 'success' },
  { kind: 'message', text: 'Created hello.txt as asked.' },
  {
    kind: 'usage',
    // Three responses of 1,200 tokens in (1,000 cached) and 34 out, 10 of them thinking.
    usage: {
      inputTokens: 3_600,
      cachedInputTokens: 3_000,
      outputTokens: 102,
      reasoningTokens: 30,
      costUsd: null,
    },
  },
  { kind: 'finished', how: 'completed' },
];

describe('recorded streams', () => {
  test('a complete turn', () => {
    expect(folded(recorded(''))).toEqual(COMPLETE);
  });

  test.each([
    ['-fail401', 'auth'],
    ['-fail500', 'model'],
  ])('%s', (name, error) => {
    const [started, ...rest] = folded(recorded(name));
    expect(started).toMatchObject({ kind: 'started', model: 'gemini-2.5-flash' });
    expect(rest).toEqual([
      expect.objectContaining({ kind: 'error', error, willRetry: false, resetAt: null }),
      { kind: 'finished', how: 'failed' },
    ]);
  });

  test('an interrupted one keeps what was said', () => {
    expect(folded(recorded('-SIGINT')).slice(1)).toEqual([
      { kind: 'message', text: 'Created ' },
      { kind: 'finished', how: 'interrupted' },
    ]);
  });

  test('unknown events and lines that are not JSON are kept and change nothing', () => {
    const foreign = [
      '{"type":"telemetry","x":1}',
      'Loaded cached credentials.',
      '{"type":"tool_use"}',
      '[1]',
    ];
    const events = folded(recorded('').flatMap((line) => [...foreign, line]));
    expect(events.filter(({ kind }) => kind !== 'unknown')).toEqual(COMPLETE);
    expect(events.filter(({ kind }) => kind === 'unknown')).toHaveLength(4 * 9);
  });
});

test('an error in the middle is a retry; at the end it gives the result its reason', () => {
  const events = folded([
    '{"type":"error","severity":"error","message":"Invalid stream"}',
    '{"type":"result","status":"error"}',
  ]);
  expect(events).toEqual([
    { kind: 'error', error: 'model', message: 'Invalid stream', willRetry: true, resetAt: null },
    { kind: 'error', error: 'model', message: 'Invalid stream', willRetry: false, resetAt: null },
    { kind: 'finished', how: 'failed' },
  ]);
});

test('what the policy refused is told', () => {
  const error = { type: 'policy_violation', message: 'Tool execution denied by policy.' };
  expect(
    folded([JSON.stringify({ type: 'tool_result', tool_id: 'x', status: 'error', error })]),
  ).toContainEqual({
    kind: 'needs_input',
    question: error.message,
    answered: 'refused by the policy',
  });
});

test('an end without a result', () => {
  const ended = (exitCode: number, stderr: string) =>
    geminiFold('/clone').ended({ ...EXIT, exitCode, stderr });
  expect(ended(41, 'Please set an Auth method')[0]).toMatchObject({ kind: 'error', error: 'auth' });
  expect(ended(41, '')[0]).toMatchObject({ kind: 'error', error: 'crash' });
  expect(ended(1, 'Boom')).toMatchObject([
    { kind: 'error', error: 'crash', message: expect.stringContaining('Boom') },
    { kind: 'finished', how: 'failed' },
  ]);
});

test('thinking is what is missing from the total, and never less than nothing', () => {
  const stats = { total_tokens: 130, input_tokens: 100, output_tokens: 20, cached: 5 };
  expect(usageOf(stats)).toEqual({
    inputTokens: 100,
    cachedInputTokens: 5,
    outputTokens: 30,
    reasoningTokens: 10,
    costUsd: null,
  });
  expect(usageOf({ ...stats, total_tokens: 110 })).toMatchObject({ outputTokens: 20, reasoningTokens: 0 });
  expect(usageOf({ total_tokens: 0, input_tokens: 0, output_tokens: 0, cached: 0 })).toBeNull();
});

test.each([
  ['{"error":{"code":400,"message":"API key not valid. Please pass a valid API key."}}', 'auth'],
  ['{"error":{"code":403,"status":"PERMISSION_DENIED"}}', 'auth'],
  [
    '[API Error: fake 429]\nTo increase your limits, request a quota increase or switch to another /auth method',
    'limit',
  ],
  ['{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}', 'overloaded'],
  ['[API Error: The model is overloaded. Please try again later. (Status: UNAVAILABLE)]', 'overloaded'],
  ['[API Error: fake 503]', 'overloaded'],
  [
    '[API Error: {"error":{"code":429,"message":"No capacity available for model gemini-3-pro on the server","status":"RESOURCE_EXHAUSTED","details":[{"reason":"MODEL_CAPACITY_EXHAUSTED"}]}}]',
    'overloaded',
  ],
  ['[API Error: fake 500]', 'model'],
  ['[API Error: terminated]', 'network'],
  ['[API Error: exception TypeError: fetch failed sending request]', 'network'],
  ['The response was blocked for safety reasons.', 'refused'],
  ['Something else', 'model'],
])('%s', (message, kind) => {
  expect(errorKind(message)).toBe(kind);
});

test.each([
  ['Your quota will reset after 3h20m5s.', '2026-01-01T03:20:05.000Z'],
  ['Please retry in 12.5s.', '2026-01-01T00:00:12.500Z'],
  ['Please retry in 500ms', '2026-01-01T00:00:00.500Z'],
  ['Please wait and try again later.', null],
  ['reset after 99999999999999999999d', null],
])('%s ends at %s', (message, end) => {
  expect(limitEnd(message, new Date('2026-01-01T00:00:00Z'))).toBe(end);
});

test('the user’s settings stay, trust and the repository’s .env do not', () => {
  const own = `{
    // "folderTrust" is on
    "model": { "name": "gemini-x", "url": "http://x//y" },
    "security": { "auth": { "selectedType": "vertex-ai" }, "folderTrust": { "enabled": true } } /* end */
  }`;
  expect(JSON.parse(turnSettings(own))).toEqual({
    model: { name: 'gemini-x', url: 'http://x//y' },
    general: { maxAttempts: 3, enableAutoUpdate: false },
    security: {
      auth: { selectedType: 'vertex-ai' },
      folderTrust: { enabled: false },
      environmentVariableRedaction: { enabled: true },
    },
    advanced: { ignoreLocalEnv: true },
  });
  expect(JSON.parse(turnSettings('{"general":{"maxAttempts":7}}')).general.maxAttempts).toBe(7);
  expect(() => turnSettings('{"general":')).toThrow(/cannot be read/);
});

test('only the sandbox "full" lets it run commands', () => {
  expect(policyRules('full')).toContain('toolName = "*"\ndecision = "allow"');
  for (const sandbox of ['read-only', 'workspace-write'] as const) {
    expect(policyRules(sandbox)).toContain('toolName = "*"\ndecision = "deny"');
    expect(policyRules(sandbox)).not.toContain('shell');
  }
  expect(policyRules('read-only').match(/"replace"/g)).toHaveLength(1);
});
