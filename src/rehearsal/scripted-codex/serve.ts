import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import * as z from 'zod';
import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import { NO_TOKENS, type Place, tellEvent } from './notices.ts';
import { openWire, type Wire } from './wire.ts';
import { work } from './work.ts';
import { STAND_IN } from '../../runner/agents/scripted/name.ts';

/** What its threads say is their model. */
export const MODEL = 'scripted-no-model';

const Thread = z.object({ cwd: z.string(), threadId: z.string().optional() });
const Start = z.object({ threadId: z.string(), input: z.array(z.object({ text: z.string().optional() })) });
const Answer = z.object({ success: z.boolean(), contentItems: z.array(z.object({ text: z.string() })) });

/**
 * A stand-in for `codex app-server` that needs no model: it speaks the part of the protocol that the orchestrator uses, really
 * edits the lane and really calls the tools. For rehearsals; it says in everything that it tells that it is scripted.
 * Resolves when the client has left.
 */
export async function serveScriptedCodex(input: Readable, output: Writable): Promise<void> {
  const threads = new Map<string, { cwd: string; total: typeof NO_TOKENS }>();
  const turns = new Map<string, AbortController>();

  const open = (params: Record<string, unknown>): unknown => {
    const { cwd, threadId } = Thread.parse(params);
    const id = threadId ?? randomUUID();
    threads.set(id, { cwd, total: NO_TOKENS });
    return { thread: { id }, model: MODEL };
  };
  const begin = (params: Record<string, unknown>): unknown => {
    const { threadId, input: parts } = Start.parse(params);
    const thread = threads.get(threadId);
    if (!thread) throw new MaestroError('scripted.refused', 'There is no such thread.');
    const turnId = randomUUID();
    const stop = new AbortController();
    turns.set(turnId, stop);
    const prompt = parts.map(({ text }) => text ?? '').join('\n');
    // After the answer to this request.
    setImmediate(() => void runTurn(wire, { threadId, turnId }, { prompt, thread }, stop.signal));
    return { turn: { id: turnId } };
  };
  const interrupt = ({ turnId }: Record<string, unknown>): unknown => {
    turns.get(String(turnId))?.abort();
    return {};
  };
  const methods: Record<string, (params: Record<string, unknown>) => unknown> = {
    initialize: () => ({ userAgent: STAND_IN }),
    'thread/start': open,
    'thread/resume': open,
    'thread/name/set': () => ({}),
    'turn/start': begin,
    'turn/interrupt': interrupt,
  };
  const wire = openWire(input, output, (method, params) => {
    const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (answer) return answer(params);
    throw new MaestroError('scripted.refused', `The scripted stand-in has no ${oneLine(method, 100)}.`);
  });
  await wire.closed;
  for (const stop of turns.values()) stop.abort();
}

async function runTurn(
  wire: Wire,
  place: Place,
  { prompt, thread }: { prompt: string; thread: { cwd: string; total: typeof NO_TOKENS } },
  signal: AbortSignal,
): Promise<void> {
  const end = (status: string, error: object | null = null): void =>
    wire.notify('turn/completed', { threadId: place.threadId, turn: { id: place.turnId, status, error } });
  try {
    await work({
      prompt,
      cwd: thread.cwd,
      signal,
      tell: (event) => {
        thread.total = tellEvent(wire.notify, place, event, thread.total);
      },
      call: (tool, input) => callTool(wire, place, tool, input),
    });
    end('completed');
  } catch (error) {
    if (signal.aborted) return end('interrupted');
    end('failed', { message: `[scripted, no model] ${asMaestroError(error).message}` });
  }
}

async function callTool(
  wire: Wire,
  place: Place,
  tool: string,
  input: Record<string, unknown>,
): Promise<string> {
  const callId = randomUUID();
  const item = { id: callId, type: 'dynamicToolCall', tool, arguments: input };
  wire.notify('item/started', { ...place, item: { ...item, status: 'inProgress' } });
  const answer = Answer.parse(await wire.ask('item/tool/call', { ...place, callId, tool, arguments: input }));
  const status = answer.success ? 'completed' : 'failed';
  wire.notify('item/completed', { ...place, item: { ...item, status } });
  const text = answer.contentItems.map((part) => part.text).join('\n');
  if (answer.success) return text;
  throw new MaestroError('scripted.refused', `${tool} was refused: ${oneLine(text, 500)}`);
}
