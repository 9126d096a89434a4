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
  for (const sandbox of ['read-only', 'workspace-write', 'full'] as const)
    expect(permissions(sandbox)).toMatchObject({ task: 'deny' });
  const variables = openCodeVariables({}, 'full');
  expect(variables.OPENCODE_DISABLE_PROJECT_CONFIG).toBe('1');
  // Tasks are commits: its own snapshots would only copy the clone around each response.
  expect(JSON.parse(variables.OPENCODE_CONFIG_CONTENT ?? '')).toMatchObject({
    snapshot: false,
    share: 'disabled',
  });
});

test('a failing provider is read from its log: told while it is asked again, and the end after three in a row', () => {
  const logged = (words: string) =>
    `timestamp=2026-11-26T12:01:49.293Z level=ERROR run=1 message="stream error" providerID=p modelID=m session.id=s small=false agent=build mode=primary error.error="AI_APICallError: ${words}"`;
  const { line } = openCodeFold({ cwd: '/clone', model: null });
  const told = (kind: string, message: string) => ({
    kind: 'error',
    error: kind,
    message,
    willRetry: true,
    resetAt: null,
  });
  expect(line(logged('Rate limit reached'))).toEqual([told('limit', 'Rate limit reached')]);
  expect(line(logged('fake 500'))).toEqual([told('model', 'fake 500')]);
  // A response in between: it got over it.
  line('{"type":"step_start","sessionID":"s"}');
  expect(line(logged('Unable to connect'))).toEqual([told('network', 'Unable to connect')]);
  expect(line(logged('say \\"429\\"'))).toEqual([told('limit', 'say "429"')]);
  expect(line(logged('fake 429'))).toEqual([
    { ...told('limit', 'fake 429 (3 times in a row)'), willRetry: false },
    { kind: 'finished', how: 'failed' },
  ]);
  line('{"type":"step_start","sessionID":"s"}');
  expect(line(logged('Overloaded'))).toEqual([told('overloaded', 'Overloaded')]);
  // What is not about the task's own responses is kept as it is.
  const title = logged('fake 429').replace('small=false', 'small=true');
  expect(line(title)).toEqual([{ kind: 'unknown', raw: title }]);
});

test('a response that is begun again broke off, and the third in a row ends the turn', () => {
  const { line } = openCodeFold({ cwd: '/clone', model: null });
  const begin = (messageID: string) =>
    line(JSON.stringify({ type: 'step_start', sessionID: 's', part: { messageID } })).filter(
      ({ kind }) => kind !== 'started',
    );
  const finish = () => {
    const tokens = { input: 1, output: 1, reasoning: 0, cache: { read: 0, write: 0 } };
    line(JSON.stringify({ type: 'step_finish', sessionID: 's', part: { reason: 'tool-calls', tokens } }));
  };
  const broke = { kind: 'error', error: 'network', willRetry: true };
  expect(begin('m1')).toEqual([]);
  expect(begin('m1')).toMatchObject([broke]);
  expect(begin('m1')).toMatchObject([broke]);
  // It got over it; the steps of one message follow one another.
  finish();
  expect(begin('m1')).toEqual([]);
  finish();
  expect(begin('m2')).toEqual([]);
  expect(begin('m2')).toMatchObject([broke]);
  expect(begin('m2')).toMatchObject([broke]);
  expect(begin('m2')).toMatchObject([
    { ...broke, willRetry: false, message: expect.stringContaining('broke off') },
    { kind: 'finished', how: 'failed' },
  ]);
});

test('a failure in the middle of a response that its log tells of counts once', () => {
  const { line } = openCodeFold({ cwd: '/clone', model: null });
  const begin = () => line('{"type":"step_start","sessionID":"s","part":{"messageID":"m"}}');
  const log = () =>
    line(
      'timestamp=2026-11-26T12:01:49.293Z level=ERROR run=1 message="stream error" small=false agent=build error.error="Overloaded"',
    );
  begin();
  for (const _ of [1, 2]) {
    expect(log()).toMatchObject([{ kind: 'error', error: 'overloaded', willRetry: true }]);
    expect(begin()).toEqual([]);
  }
  expect(log()).toMatchObject([{ kind: 'error', willRetry: false }, { kind: 'finished' }]);
});

test('which model it takes is read from its log, and the rest of the log is no event', () => {
  const log = (words: string) => `timestamp=2026-11-28T13:38:49.722Z level=INFO run=50acaef6 ${words}`;
  const stream = (modelID: string, small = false) =>
    log(
      `message=stream providerID=open modelID=${modelID} session.id=s small=${small} agent=build mode=primary`,
    );
  const step = '{"type":"step_start","sessionID":"s"}';
  const started = (model: string | null) => [{ kind: 'started', sessionId: 's', model }];

  const { line } = openCodeFold({ cwd: '/clone', model: null });
  expect(line(log('message="llm runtime selected" llm.runtime=ai-sdk'))).toEqual([]);
  expect(line(stream('tiny', true))).toEqual([]);
  expect(line(stream('big'))).toEqual(started('open/big'));
  expect(line(step)).toEqual([]);
  expect(line(stream('big'))).toEqual([]);
  expect(line(stream('other/v2'))).toEqual(started('open/other/v2'));

  const late = openCodeFold({ cwd: '/clone', model: 'asked' });
  expect(late.line(step)).toEqual(started('asked'));
  expect(late.line(stream('big'))).toEqual(started('open/big'));
});
