import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { addUsage, NO_USAGE, type Usage } from '../../src/runner/agents/agent.ts';
import { anywhere } from './limits.ts';

/** What the model decides to answer to a request. */
export type Reply =
  | { say: string }
  /** A call of the tool `apply_patch`, or of a shell command. */
  | { patch: string }
  | { shell: string; yieldMs?: number }
  /** A call of any tool; for Codex, of a dynamic one. */
  | { tool: string; input: object }
  /** A shell command that asks to run outside of the sandbox. */
  | { escalate: string; why: string }
  /** An HTTP error in OpenAI's shape. */
  | { status: number; headers?: Record<string, string>; error?: object }
  /** A stream that breaks off, and one that never ends, after its first words. */
  | { cut: string }
  /** The same, but the server still says that it is overloaded (in the dialects that have words for that). */
  | { cut: string; overloaded: true }
  | { hang: string };

/** What the model sees of a request. */
export interface Asked {
  /** The newest message of the user. */
  prompt: string;
  /** Outputs of the tools that were called since then. */
  results: string[];
  /** How many requests there were before this one. */
  before: number;
  /** The kinds of tools that are offered, each once (`function`, `web_search`); only where the API tells. */
  offered?: string[];
}

/** Another API than the Responses API. */
export interface Dialect {
  /** The end of the path that it is asked at. */
  path: RegExp;
  /** The model that is asked for, the newest message of the user, and the outputs of the tools since then. */
  read(body: unknown): { model: string; prompt: string; results: string[]; offered?: string[] };
  /** The body of an HTTP error. */
  error(status: number): object;
  /** Streams a reply; false when it is left incomplete. `number` is different for every response. */
  stream(response: ServerResponse, reply: StreamedReply, about: Streamed): boolean;
}

export type StreamedReply = Exclude<Reply, { status: number }>;

/** What a streamed response is about. */
export interface Streamed {
  model: string;
  usage: Usage;
  number: number;
}

/** A model server on loopback that speaks OpenAI's Responses API (streaming), as Codex asks for it, or another dialect. */
export interface FakeModel {
  /** Ends in `/v1`. */
  baseUrl: string;
  asked: Asked[];
  authorizations: (string | undefined)[];
  /** The sum of what complete responses said they used. */
  served: () => Usage;
  /** The same of every response whose stream began: some agents count its input before it is complete. */
  begun: () => Usage;
  /** Streams that are open now. */
  open: () => number;
  /** Sent with every answer, like the ones ChatGPT's backend sends. */
  headers: Record<string, string>;
}

const Body = z.object({
  model: z.string(),
  tools: z.array(z.object({ type: z.string() })).default([]),
  input: z.array(
    z.looseObject({
      type: z.string().optional(),
      role: z.string().optional(),
      content: z.unknown().optional(),
      output: z.unknown().optional(),
    }),
  ),
});

/** Starts a model for the running test; `decide` is its mind. */
export async function fakeModel(
  decide: (asked: Asked) => Reply | Promise<Reply>,
  dialect: Dialect = RESPONSES,
): Promise<FakeModel> {
  let served = NO_USAGE;
  let begun = NO_USAGE;
  let streams = 0;
  const model: FakeModel = {
    baseUrl: '',
    asked: [],
    authorizations: [],
    served: () => served,
    begun: () => begun,
    open: () => streams,
    headers: {},
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'POST' || !dialect.path.test(request.url ?? '')) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: `There is no ${request.method} ${request.url}.` } }));
      return;
    }
    const { model: name, ...read } = dialect.read(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    const asked = { ...read, before: model.asked.length };
    model.asked.push(asked);
    const key = request.headers['x-goog-api-key'];
    model.authorizations.push(request.headers.authorization ?? (key === undefined ? undefined : String(key)));
    const reply = await decide(asked);
    // Nobody waits for it any more: no stream begins.
    if (response.destroyed) return;
    if ('status' in reply) {
      response.writeHead(reply.status, {
        'content-type': 'application/json',
        ...model.headers,
        ...reply.headers,
      });
      const body = z.looseObject({ error: z.looseObject({}) }).parse(dialect.error(reply.status));
      response.end(JSON.stringify({ ...body, error: { ...body.error, ...reply.error } }));
      return;
    }
    streams++;
    response.on('close', () => streams--);
    const usage = usageOf(asked.before);
    begun = addUsage(begun, usage);
    for (const [header, value] of Object.entries(model.headers)) response.setHeader(header, value);
    if (dialect.stream(response, reply, { model: name, usage, number: asked.before }))
      served = addUsage(served, usage);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  model.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return model;
}

/** Different for every response, so that a sum cannot be right by accident. */
function usageOf(before: number): Usage {
  return {
    inputTokens: 1_200 + 7 * before,
    cachedInputTokens: 1_000 + 3 * before,
    outputTokens: 34 + before,
    reasoningTokens: 10 + (before % 3),
    costUsd: null,
  };
}

function readInput(input: z.infer<typeof Body>['input']): { prompt: string; results: string[] } {
  const last = input.map((item) => item.role === 'user').lastIndexOf(true);
  const results = input
    .slice(last + 1)
    .filter((item) => /call_output$/.test(item.type ?? ''))
    .map((item) => (typeof item.output === 'string' ? item.output : JSON.stringify(item.output)));
  return { prompt: textOf(input[last]?.content), results };
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = z.array(z.looseObject({ text: z.string().optional() })).safeParse(content);
  return parts.success ? parts.data.map((part) => part.text ?? '').join('') : '';
}

const RESPONSES: Dialect = {
  path: /\/responses$/,
  read(body) {
    const { model, input, tools } = Body.parse(body);
    return { model, ...readInput(input), offered: [...new Set(tools.map(({ type }) => type))] };
  },
  error: (status) => ({ error: { message: `fake ${status}`, type: 'error', code: null } }),
  stream,
};

/** Streams a reply; false when it is left incomplete. */
function stream(response: ServerResponse, reply: StreamedReply, { model, usage, number }: Streamed): boolean {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sequence = 0;
  const send = (type: string, data: object): void => {
    const event = { type, sequence_number: sequence++, ...data };
    response.write(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  const base = {
    id: `resp_${number}`,
    object: 'response',
    created_at: 0,
    model,
    status: 'in_progress',
    output: [],
  };
  send('response.created', { response: base });
  const output: object[] = [];
  const done = (item: object): void => {
    send('response.output_item.done', { output_index: output.length, item });
    output.push(item);
  };
  if ('patch' in reply || 'shell' in reply || 'escalate' in reply || 'tool' in reply) {
    const summary = [{ type: 'summary_text', text: 'I know what to do.' }];
    done({ type: 'reasoning', id: `rs_${number}`, summary, content: null, encrypted_content: 'fake' });
    done(toolCall(reply, number));
  } else {
    const text = 'say' in reply ? reply.say : 'cut' in reply ? reply.cut : reply.hang;
    const item = { type: 'message', id: `msg_${number}`, role: 'assistant' };
    send('response.output_item.added', {
      output_index: 0,
      item: { ...item, status: 'in_progress', content: [] },
    });
    send('response.output_text.delta', { item_id: item.id, output_index: 0, content_index: 0, delta: text });
    if ('hang' in reply) return false;
    if ('overloaded' in reply) {
      const error = { code: 'server_is_overloaded', message: 'Our servers are currently overloaded.' };
      send('response.failed', { response: { ...base, status: 'failed', error } });
      response.end();
      return false;
    }
    if ('cut' in reply) {
      // Long enough for the words to be on their way.
      setTimeout(() => response.destroy(), anywhere(30));
      return false;
    }
    done({ ...item, status: 'completed', content: [{ type: 'output_text', text, annotations: [] }] });
  }
  send('response.completed', { response: { ...base, status: 'completed', output, usage: asOpenAi(usage) } });
  response.end();
  return true;
}

type ToolReply = Extract<
  Reply,
  { patch: string } | { shell: string } | { escalate: string } | { tool: string }
>;

function toolCall(reply: ToolReply, number: number): object {
  const ids = { call_id: `call_${number}`, status: 'completed' };
  if ('patch' in reply)
    return { type: 'custom_tool_call', id: `ctc_${number}`, name: 'apply_patch', input: reply.patch, ...ids };
  if ('tool' in reply) {
    const call = { name: reply.tool, arguments: JSON.stringify(reply.input) };
    return { type: 'function_call', id: `fc_${number}`, ...call, ...ids };
  }
  const args =
    'shell' in reply
      ? { cmd: reply.shell, ...(reply.yieldMs === undefined ? {} : { yield_time_ms: reply.yieldMs }) }
      : { cmd: reply.escalate, sandbox_permissions: 'require_escalated', justification: reply.why };
  return {
    type: 'function_call',
    id: `fc_${number}`,
    name: 'exec_command',
    arguments: JSON.stringify(args),
    ...ids,
  };
}

function asOpenAi(usage: Usage): object {
  return {
    input_tokens: usage.inputTokens,
    input_tokens_details: { cached_tokens: usage.cachedInputTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}

/** What our own prompt asks for: the document's path, the task's line and text. */
export function taskIn(prompt: string): { document: string; line: number; text: string } {
  const found = /on line (\d+) of (\S+):\n\n- \[ \] (.*)/.exec(prompt);
  if (!found) throw new Error(`This is no task's prompt: ${prompt.slice(0, 200)}`);
  return { line: Number(found[1]), document: found[2] as string, text: found[3] as string };
}

/** A patch that ticks the task a prompt asks for. */
export function tickPatch(prompt: string): string {
  const { document, text } = taskIn(prompt);
  return `*** Begin Patch\n*** Update File: ${document}\n@@\n-- [ ] ${text}\n+- [x] ${text}\n*** End Patch\n`;
}
