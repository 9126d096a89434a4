import type { ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Dialect, Streamed, StreamedReply } from './fake-model.ts';
import { anywhere } from './limits.ts';

const Part = z.looseObject({
  text: z.string().optional(),
  functionResponse: z.object({ response: z.unknown() }).optional(),
});
const Body = z.object({ contents: z.array(z.object({ role: z.string(), parts: z.array(Part) })) });

const STATUS: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** The Gemini API (streaming), as Gemini CLI asks for it. The model's name is only in the address. */
export const geminiApi: Dialect = {
  path: /:streamGenerateContent(\?.*)?$/,
  read(body) {
    const { contents } = Body.parse(body);
    const isPrompt = ({ role, parts }: (typeof contents)[number]): boolean =>
      role === 'user' && parts.some((part) => part.text !== undefined) && !parts.some(hasResult);
    const last = contents.findLastIndex(isPrompt);
    const results = contents
      .slice(last + 1)
      .flatMap(({ parts }) => parts.filter(hasResult))
      .map((part) => JSON.stringify(part.functionResponse?.response));
    // What the CLI says of the folder comes as a part of its own, before the prompt.
    const prompt = contents[last]?.parts.at(-1)?.text ?? '';
    return { model: 'fake', prompt: prompt.trimEnd(), results };
  },
  error: (status) => ({ error: { code: status, message: `fake ${status}`, status: STATUS[status] } }),
  stream,
};

function hasResult(part: z.infer<typeof Part>): boolean {
  return part.functionResponse !== undefined;
}

function stream(response: ServerResponse, reply: StreamedReply, { usage, number }: Streamed): boolean {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const usageMetadata = {
    promptTokenCount: usage.inputTokens,
    cachedContentTokenCount: usage.cachedInputTokens,
    candidatesTokenCount: usage.outputTokens - usage.reasoningTokens,
    thoughtsTokenCount: usage.reasoningTokens,
    totalTokenCount: usage.inputTokens + usage.outputTokens,
  };
  const send = (parts: object[], over: boolean): void => {
    const candidate = { content: { role: 'model', parts }, index: 0, ...(over && { finishReason: 'STOP' }) };
    const data = { candidates: [candidate], ...(over && { usageMetadata }), modelVersion: 'fake' };
    response.write(`data: ${JSON.stringify({ ...data, responseId: `gem_${number}` })}\n\n`);
  };
  const call = toolCall(reply);
  if (call) send([{ functionCall: { name: call.tool, args: call.input } }], true);
  else if ('hang' in reply || 'cut' in reply) {
    send([{ text: 'hang' in reply ? reply.hang : reply.cut }], false);
    // Long enough for the words to be on their way.
    if ('cut' in reply) setTimeout(() => response.destroy(), anywhere(30));
    return false;
  } else if ('say' in reply) {
    send([{ text: reply.say }], false);
    send([{ text: '' }], true);
  }
  response.end();
  return true;
}

function toolCall(reply: StreamedReply): { tool: string; input: object } | null {
  if ('tool' in reply) return reply;
  if ('shell' in reply) return { tool: 'run_shell_command', input: { command: reply.shell } };
  if ('patch' in reply || 'escalate' in reply) throw new Error('Gemini CLI has no such tool.');
  return null;
}
