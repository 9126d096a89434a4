import * as z from 'zod';
import { asMaestroError } from '../../../platform/errors.ts';
import type { Incoming } from './rpc.ts';

/** A tool of ours as Codex is told of it. `name` matches `^[a-zA-Z0-9_-]+$`, `inputSchema` is a JSON schema of an object. */
export interface ToolSpec {
  name: string;
  description: string;
  inputSchema: Record<string, unknown>;
}

/** What the agent gets to read of a call. */
export interface ToolAnswer {
  ok: boolean;
  text: string;
}

/** Tools that the agent may call in every turn of a session. */
export interface DynamicTools {
  specs: readonly ToolSpec[];
  /** `input` is whatever the model wrote. What is thrown becomes a failed call; the turn goes on. */
  call(name: string, input: unknown): Promise<ToolAnswer>;
}

const Call = z.object({ tool: z.string(), arguments: z.unknown().optional() });

/** The answer to Codex's request when it is a call of a tool of ours; undefined for everything else. */
export async function answerToolCall(
  { method, params }: Extract<Incoming, { kind: 'request' }>,
  tools: DynamicTools | undefined,
): Promise<unknown> {
  const call = Call.safeParse(params);
  if (!tools || method !== 'item/tool/call' || !call.success) return undefined;
  const { ok, text } = await tools
    .call(call.data.tool, call.data.arguments)
    .catch((error: unknown): ToolAnswer => ({ ok: false, text: asMaestroError(error).message }));
  return { success: ok, contentItems: [{ type: 'inputText', text }] };
}
