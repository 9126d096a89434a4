import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Dialect, Streamed, StreamedReply } from './fake-model.ts';
import { anywhere } from './limits.ts';

const Content = z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() })), z.null()]);
const Body = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: Content.optional() })),
});

/** OpenAI's Chat Completions API (streaming), as OpenCode asks a provider of the user's own. */
export const openAiChat: Dialect = {
  path: /\/chat\/completions$/,
  read(body) {
    const { model, messages } = Body.parse(body);
    const last = messages.map((message) => message.role === 'user').lastIndexOf(true);
    const results = messages.slice(last + 1).filter((message) => message.role === 'tool');
    return { model, prompt: textOf(messages[last]?.content), results: results.map((r) => textOf(r.content)) };
  },
  error: (status) => ({ error: { message: `fake ${status}`, type: 'error', code: null } }),
  stream,
};

function textOf(content: z.infer<typeof Content> | undefined): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}

function stream(response: ServerResponse, reply: StreamedReply, { model, usage, number }: Streamed): boolean {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const base = { id: `chatcmpl_${number}`, object: 'chat.completion.chunk', created: 0, model };
  const send = (data: object): void =>
    void response.write(`data: ${JSON.stringify({ ...base, ...data })}\n\n`);
  const call = toolCall(reply);
  const delta = call
    ? {
        role: 'assistant',
        tool_calls: [
          {
            index: 0,
            id: `call_${number}`,
            type: 'function',
            function: { name: call.tool, arguments: JSON.stringify(call.input) },
          },
        ],
      }
    : {
        role: 'assistant',
        content: 'say' in reply ? reply.say : 'cut' in reply ? reply.cut : 'hang' in reply ? reply.hang : '',
      };
  send({ choices: [{ index: 0, delta, finish_reason: null }] });
  if ('hang' in reply) return false;
  if ('cut' in reply) {
    // Long enough for the words to be on their way.
    setTimeout(() => response.destroy(), anywhere(30));
    return false;
  }
  send({ choices: [{ index: 0, delta: {}, finish_reason: call ? 'tool_calls' : 'stop' }] });
  send({
    choices: [],
    usage: {
      prompt_tokens: usage.inputTokens,
      completion_tokens: usage.outputTokens,
      total_tokens: usage.inputTokens + usage.outputTokens,
      prompt_tokens_details: { cached_tokens: usage.cachedInputTokens },
      completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    },
  });
  response.end('data: [DONE]\n\n');
  return true;
}

function toolCall(reply: StreamedReply): { tool: string; input: object } | null {
  if ('tool' in reply) return reply;
  if ('shell' in reply) return { tool: 'bash', input: { command: reply.shell, description: 'As asked' } };
  if ('patch' in reply || 'escalate' in reply) throw new Error('OpenCode has no such tool.');
  return null;
}
