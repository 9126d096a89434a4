import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { AgentEvent } from '../../../../src/runner/agents/agent.ts';
import { openCodeFold } from '../../../../src/runner/agents/opencode/fold.ts';
import { openCodeVariables, permissions } from '../../../../src/runner/agents/opencode/policy.ts';

/** Lines that a real OpenCode 1.18.33 printed in front of a model server on loopback. */
function recorded(name: string): string[] {
  const path = fileURLToPath(new URL(`../../../fixtures/agents/${name}.jsonl`, import.meta.url));
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}
function fold(lines: readonly string[], exitCode = 0): AgentEvent[] {
  const { line, ended } = openCodeFold({ cwd: '/clone', model: 'fake/m' });
  return [...lines.flatMap((text) => line(text)), ...ended({ exitCode, signal: undefined, stderr: '' })];
}
const STEP = {
  inputTokens: 1_200,
  cachedInputTokens: 1_000,
  outputTokens: 34,
  reasoningTokens: 10,
  costUsd: 0.000368,
};

test('a file, a message, the usage of each response, and the end, which is the end of the process', () => {
  const id = 'call_000195';
  expect(fold(recorded('opencode'))).toEqual([
    { kind: 'started', sessionId: expect.stringMatching(/^ses_/), model: 'fake/m' },
    { kind: 'tool_call', id, name: 'write', argument: 'hello.txt' },
    { kind: 'file_change', path: 'hello.txt', change: 'add' },
    { kind: 'tool_result', id, ok: true, summary: 'Wrote file successfully.' },
    { kind: 'usage', usage: STEP },
    { kind: 'message', text: 'Created hello.txt as asked.' },
    { kind: 'usage', usage: STEP },
    { kind: 'finished', how: 'completed' },
  ]);
});

test('an error decides, whatever the exit code says', () => {
  expect(fold(recorded('opencode-fail401')).slice(1)).toMatchObject([
    { kind: 'error', error: 'auth', message: expect.stringContaining('opencode auth login') },
    { kind: 'finished', how: 'failed' },
  ]);
});

test('an end in the middle of a response, or before any, is a crash, whatever the exit code says', () => {
  for (const lines of [recorded('opencode-SIGINT'), recorded('opencode').slice(0, 3), []])
    expect(fold(lines).slice(-2)).toMatchObject([
      { kind: 'error', error: 'crash' },
      { kind: 'finished', how: 'failed' },
    ]);
});

test('lines that are not known, or no JSON, are kept and change nothing else', () => {
  const strange = ['Warning: something', '{"type":"new_thing"}', '{"type":"step_finish"}', '[]', 'null'];
  const events = fold(recorded('opencode').flatMap((line) => [...strange, line]));
  expect(events.filter((event) => event.kind !== 'unknown')).toEqual(fold(recorded('opencode')));
});

test('a response without a price has an unknown one', () => {
  const lines = recorded('opencode').map((line) => line.replace('"cost":0.000368', '"cost":0'));
  expect(fold(lines)).toContainEqual({ kind: 'usage', usage: { ...STEP, costUsd: null } });
});

test('read-only allows nothing that writes; only `full` has the network; the clone’s settings are never read', () => {
  expect(permissions('read-only')).toMatchObject({ '*': 'deny', edit: 'deny', bash: 'deny', read: 'allow' });
  const work = { edit: 'allow', webfetch: 'deny', external_directory: 'deny' };
  expect(permissions('workspace-write')).toMatchObject(work);
  expect(permissions('full')).toMatchObject({ '*': 'allow', webfetch: 'allow' });
  expect(openCodeVariables({}, 'full').OPENCODE_DISABLE_PROJECT_CONFIG).toBe('1');
});
