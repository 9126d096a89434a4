import { setTimeout as sleep } from 'node:timers/promises';
import { MaestroError } from '../../../platform/errors.ts';
import { oneLine } from '../../../platform/text.ts';
import { type Agent, type AgentEvent, NO_USAGE, type Turn } from '../agent.ts';
import { markDocument } from './document.ts';
import { applyEdit } from './edit.ts';
import { SCRIPTED } from './name.ts';
import { type Edit, type Entry, entryFor } from './script.ts';
import { fileIsThere } from './until.ts';

/**
 * The agent that uses no model: it does what `.maestro/scripted.json` in the clone says for a task, and for a task that
 * is not in there writes a line into `REHEARSAL.md`. For rehearsals and tests; it says so in everything it tells.
 */
export const scripted: Agent = {
  ...SCRIPTED,
  detect: async () => ({
    ...SCRIPTED,
    installed: true,
    version: null,
    minVersion: null,
    signedIn: null,
    models: null,
    command: null,
    remedy: null,
    scripted: true,
  }),
  async *run(turn, signal) {
    try {
      signal.throwIfAborted();
      yield* work(turn, signal);
      yield { kind: 'finished', how: 'completed' };
    } catch (error) {
      if (signal.aborted) {
        yield { kind: 'finished', how: 'interrupted' };
        return;
      }
      // What the script or a file of the clone got wrong is told like any agent's failure; the rest is a defect of ours.
      if (!(error instanceof MaestroError)) throw error;
      yield { kind: 'error', error: 'refused', message: error.message, willRetry: false, resetAt: null };
      yield { kind: 'finished', how: 'failed' };
    }
  },
};

async function* work(turn: Turn, signal: AbortSignal): AsyncGenerator<AgentEvent> {
  yield { kind: 'started', sessionId: null, model: 'none (scripted rehearsal)' };
  const entry = (await entryFor(turn.cwd, turn.task.text)) ?? withoutScript(turn.task.text);
  const said = `[rehearsal, no model] ${entry.say ?? turn.task.text}`;
  yield { kind: 'message', text: said };
  for (const { inputTokens, outputTokens, costUsd, delayMs } of entry.usage ?? []) {
    if (delayMs > 0) await sleep(delayMs, undefined, { signal });
    signal.throwIfAborted();
    yield { kind: 'usage', usage: { ...NO_USAGE, inputTokens, outputTokens, costUsd } };
  }
  if (entry.delayMs > 0) await sleep(entry.delayMs, undefined, { signal });
  if (entry.until !== undefined) {
    yield { kind: 'message', text: `[rehearsal, no model] Waiting for the file .maestro/${entry.until}.` };
    await fileIsThere(turn.cwd, entry.until, signal);
  }
  for (const [index, edit] of entry.edits.entries()) {
    signal.throwIfAborted();
    yield* oneEdit(turn, edit, `edit-${index + 1}`);
  }
  signal.throwIfAborted();
  await markDocument(turn, entry);
  if (!entry.usage) yield { kind: 'usage', usage: pretendedUsage(turn.prompt, said, entry) };
}

async function* oneEdit(turn: Turn, edit: Edit, id: string): AsyncGenerator<AgentEvent> {
  yield { kind: 'tool_call', id, name: 'edit', argument: edit.file };
  if (turn.sandbox === 'read-only')
    throw new MaestroError('scripted.read-only', `${edit.file} may not be changed in a read-only sandbox.`);
  const change = await applyEdit(turn.cwd, edit);
  if (change !== 'none') yield { kind: 'file_change', path: edit.file, change };
  yield { kind: 'tool_result', id, ok: true, summary: change === 'none' ? 'already there' : change };
}

function withoutScript(task: string): Entry {
  const line = `- ${oneLine(task, 500)}\n`;
  return {
    match: task,
    say: 'There is no script for this task: noting it in REHEARSAL.md.',
    edits: [{ file: 'REHEARSAL.md', append: line }],
    tick: true,
    delayMs: 0,
    addTasks: [],
  };
}

/** Numbers that look like a model's and are the same every time: four characters make a token. */
function pretendedUsage(
  prompt: string,
  said: string,
  entry: Entry,
): Extract<AgentEvent, { kind: 'usage' }>['usage'] {
  const inputTokens = Math.ceil(prompt.length / 4);
  return {
    inputTokens,
    cachedInputTokens: Math.floor(inputTokens / 2),
    outputTokens: Math.ceil((said.length + JSON.stringify(entry.edits).length) / 4),
    reasoningTokens: 0,
    // No model: it costs nothing, and that is known.
    costUsd: 0,
  };
}
