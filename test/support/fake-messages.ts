import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Dialect, Streamed, StreamedReply } from './fake-model.ts';
import { anywhere } from './limits.ts';

const Block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  content: z.unknown().optional(),
});
type Block = z.infer<typeof Block>;
const Content = z.union([z.string().transform((text): Block[] => [{ type: 'text', text }]), z.array(Block)]);
const Body = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: Content })),
});

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  429: 'rate_limit_error',
  500: 'api_error',
  503: 'api_error',
  529: 'overloaded_error',
};

/** Anthropic's Messages API (streaming), as Claude Code asks for it. */
export const anthropicMessages: Dialect = {
  path: /\/messages(\?.*)?$/,
  read(body) {
    const { model, messages } = Body.parse(body);
    const blocks = messages.flatMap(({ role, content }) => content.map((block) => ({ role, ...block })));
    const isPrompt = (block: (typeof blocks)[number]): boolean =>
      block.role === 'user' && block.type === 'text' && !block.text?.startsWith('<system-reminder>');
    const last = blocks.map(isPrompt).lastIndexOf(true);
    const results = blocks.slice(last + 1).filter((block) => block.type === 'tool_result');
    return {
      model,
      prompt: blocks[last]?.text ?? '',
      results: results.map((block) =>
        typeof block.content === 'string' ? block.content : JSON.stringify(block.content),
      ),
    };
  },
  error: (status) => ({
    type: 'error',
    error: { type: ERROR_TYPES[status] ?? 'api_error', message: `fake ${status}` },
    request_id: 'req_fake',
  }),
  stream,
};

function stream(response: ServerResponse, reply: StreamedReply, { model, usage, number }: Streamed): boolean {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const send = (type: string, data: object = {}): void =>
    void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  // Written to the cache counts as neither read from it nor as plain input: the three make up the input.
  const created = 5 + number;
  const counted = {
    input_tokens: usage.inputTokens - usage.cachedInputTokens - created,
    cache_creation_input_tokens: created,
    cache_read_input_tokens: usage.cachedInputTokens,
  };
  send('message_start', {
    message: {
      id: `msg_${number}`,
      type: 'message',
      role: 'assistant',
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...counted, output_tokens: 1 },
    },
  });
  const call = toolCall(reply);
  const text = 'say' in reply ? reply.say : 'cut' in reply ? reply.cut : 'hang' in reply ? reply.hang : '';
  const start = call
    ? { type: 'tool_use', id: `toolu_${number}`, name: call.tool, input: {} }
    : { type: 'text', text: '' };
  const delta = call
    ? { type: 'input_json_delta', partial_json: JSON.stringify(call.input) }
    : { type: 'text_delta', text };
  send('content_block_start', { index: 0, content_block: start });
  send('content_block_delta', { index: 0, delta });
  if ('hang' in reply) return false;
  if ('overloaded' in reply) {
    send('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    response.end();
    return false;
  }
  if ('cut' in reply) {
    // Long enough for the words to be on their way.
    setTimeout(() => response.destroy(), anywhere(30));
    return false;
  }
  send('content_block_stop', { index: 0 });
  send('message_delta', {
    delta: { stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null },
    usage: {
      ...counted,
      output_tokens: usage.outputTokens,
      output_tokens_details: { thinking_tokens: usage.reasoningTokens },
    },
  });
  send('message_stop');
  response.end();
  return true;
}

function toolCall(reply: StreamedReply): { tool: string; input: object } | null {
  if ('tool' in reply) return reply;
  if ('shell' in reply) return { tool: 'Bash', input: { command: reply.shell, description: 'As asked' } };
  if ('patch' in reply || 'escalate' in reply) throw new Error('Claude Code has no such tool.');
  return null;
}
