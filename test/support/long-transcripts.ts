import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentEvent } from '../../src/runner/agents/agent.ts';
import type { EventBody } from '../../src/symphony/journal/events.ts';
import { CLAIM, created, USAGE } from './events.ts';
import { codexTranscript } from './transcript.ts';

const TASK = { document: 0, task: 'Greet#1' };

/** What a turn of a coding agent mostly consists of: thoughts, commands and their output, words, accounts. */
function agentEvents(number: number): AgentEvent[] {
  const id = `call_${number}`;
  return [
    {
      kind: 'reasoning',
      text: `The test at line ${number} fails; ${'I should look at how it is called. '.repeat(12)}`,
    },
    {
      kind: 'tool_call',
      id,
      name: 'command',
      argument: `/bin/bash -lc 'sed -n ${number},+40p src/parse.ts'`,
    },
    {
      kind: 'tool_result',
      id,
      ok: true,
      summary: `exit code 0\n${`  const at = text.indexOf("\\n", from); // ${number} – ünïcode\n`.repeat(30)}`,
    },
    { kind: 'file_change', path: `src/part-${number % 50}.ts`, change: 'update' },
    {
      kind: 'message',
      text: `I changed part ${number}.\n\n${'It now reads the line to its end. '.repeat(8)}`,
    },
    { kind: 'usage', usage: USAGE },
  ];
}

/** Writes a contribution's journal of at least `bytes` bytes. Returns how many events it has. */
export async function writeLongJournal(path: string, bytes: number): Promise<number> {
  const at = '2026-11-21T00:00:00.000Z';
  let seq = 0;
  const lines = (bodies: readonly EventBody[]): string =>
    bodies.map((body) => `${JSON.stringify({ v: 1, seq: seq++, at, ...body })}\n`).join('');
  const handle = await open(path, 'w');
  try {
    const facts = { key: TASK.task, line: 1, text: 'Greet', done: false };
    let text = lines([
      created(),
      ...CLAIM,
      { type: 'document_started', document: 0, tasks: [facts] },
      { type: 'turn_started', ...TASK, text: 'Greet', attempt: 1, prompt: 'Do it.' },
    ]);
    for (let number = 1, size = 0; size < bytes; number++) {
      text += lines(agentEvents(number).map((event) => ({ type: 'agent', ...TASK, event })));
      if (text.length < 1_000_000) continue;
      size += Buffer.byteLength(text);
      await handle.write(text);
      text = '';
    }
  } finally {
    await handle.close();
  }
  return seq;
}

/** The agents whose recorded streams there are, and one that speaks the Agent Client Protocol. */
export const STREAMS = ['claude', 'codex', 'opencode', 'gemini', 'acp'] as const;
export type StreamName = (typeof STREAMS)[number];

/** What an agent prints in the middle of a turn, as recorded from the real one (the ACP one: written by its protocol). */
export function streamLines(name: StreamName): string[] {
  if (name === 'acp') return acpLines();
  if (name === 'codex')
    return codexTranscript('3-approvals')
      .filter(({ dir, msg }) => dir === '<' && msg.id === undefined && msg.method !== 'turn/completed')
      .map(({ msg }) => JSON.stringify(msg));
  const file = join(
    import.meta.dirname,
    `../fixtures/agents/${name === 'claude' ? 'claude-partial' : name}.jsonl`,
  );
  return (
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      // The first and the last one stand for the whole turn.
      .slice(1, -1)
  );
}

function acpLines(): string[] {
  const chunk = (text: string) => ({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
  const toolCallId = 'call_1';
  const content = [
    { type: 'content', content: { type: 'text', text: 'ok 1 - parses an empty line\n'.repeat(20) } },
  ];
  const updates = [
    ...'I look at the file first and then run its tests.'.split(/(?<= )/).map(chunk),
    { sessionUpdate: 'tool_call', toolCallId, title: 'npm test', kind: 'execute', status: 'pending' },
    { sessionUpdate: 'tool_call_update', toolCallId, status: 'in_progress' },
    { sessionUpdate: 'tool_call_update', toolCallId, status: 'completed', content },
  ];
  return updates.map((update) =>
    JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: 'sess_1', update } }),
  );
}
