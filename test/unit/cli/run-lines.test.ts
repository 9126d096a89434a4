import { expect, test } from 'vitest';
import { runEventLines } from '../../../src/cli/render/run.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';
import type { RunEvent } from '../../../src/orchestrator/runs/events.ts';

const terminal = { look: (_style: string, text: string) => text } as unknown as Terminal;
const lines = (body: RunEvent): string[] =>
  runEventLines({ v: 1, seq: 0, at: '2026-01-01T00:00:00.000Z', ...body }, terminal);
const hook = (exitCode: number, outputTail: string): string[] =>
  lines({ type: 'hook', name: 'afterCreate', exitCode, outputTail });

test('a hook is told by its exit code and by what went wrong in it, never as good', () => {
  const failed = "Cloning into '.'...\nfatal: repository '/nowhere' does not exist";
  expect(hook(0, `${failed}\nAll set.`)).toEqual([
    "hook      afterCreate ended with exit code 0 fatal: repository '/nowhere' does not exist",
  ]);
  expect(hook(3, 'first\nerror: pathspec\nlast')).toEqual([
    'hook      afterCreate ended with exit code 3 error: pathspec',
  ]);
  expect(hook(0, 'first\nlast')).toEqual(['hook      afterCreate ended with exit code 0 last']);
  expect(hook(0, '')).toEqual(['hook      afterCreate ended with exit code 0']);
});

test('a thread that could not be had, and what is left out of the journal, are told', () => {
  const started = { type: 'thread_started', threadId: 't', model: 'gpt-5.5' } as const;
  expect(lines({ ...started, resumed: true, whyNot: null })).toEqual([
    'agent     Codex, gpt-5.5, continuing its thread',
  ]);
  expect(lines({ ...started, resumed: false, whyNot: 'no rollout found' })).toEqual([
    'agent     Codex, gpt-5.5, a new thread: no rollout found',
  ]);
  expect(lines({ type: 'left_out', turn: 1, events: 7, bytes: 900 })).toEqual([
    'journal   7 events of this turn are left out so far (900 bytes)',
  ]);
});
