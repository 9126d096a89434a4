import { randomUUID } from 'node:crypto';
import type { AgentEvent } from '../../runner/agents/agent.ts';

/** The thread and the turn that a notification is about. */
export interface Place {
  threadId: string;
  turnId: string;
}

type Tokens = Record<'inputTokens' | 'cachedInputTokens' | 'outputTokens' | 'reasoningOutputTokens', number>;

export const NO_TOKENS: Tokens = {
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  reasoningOutputTokens: 0,
};

/** Tells an event in Codex's words; `total` is what the thread has used, and is what comes back with this event added. */
export function tellEvent(
  notify: (method: string, params: unknown) => void,
  place: Place,
  event: AgentEvent,
  total: Tokens,
): Tokens {
  const item = (given: Record<string, unknown>): void =>
    notify('item/completed', { ...place, item: { id: randomUUID(), ...given } });
  if (event.kind === 'message') item({ type: 'agentMessage', text: event.text });
  if (event.kind === 'file_change') {
    const changes = [{ path: event.path, kind: { type: event.change }, diff: '' }];
    item({ type: 'fileChange', status: 'completed', changes });
  }
  if (event.kind !== 'usage') return total;
  const last = {
    ...NO_TOKENS,
    inputTokens: event.usage.inputTokens,
    outputTokens: event.usage.outputTokens,
  };
  const sum = {
    ...total,
    inputTokens: total.inputTokens + last.inputTokens,
    outputTokens: total.outputTokens + last.outputTokens,
  };
  notify('thread/tokenUsage/updated', { ...place, tokenUsage: { total: sum, last } });
  return sum;
}
