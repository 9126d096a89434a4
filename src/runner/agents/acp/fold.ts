import { truncate } from '../../../platform/text.ts';
import type { AgentEvent } from '../agent.ts';
import { failed } from '../one-shot.ts';
import type { ToolCall, Update } from './messages.ts';
import { shownPath } from './paths.ts';

/** Turns the updates of one prompt, in their order, into the events every agent tells. */
export interface AcpFold {
  update(update: Update): AgentEvent[];
  /** What is known of a call by now, completed by what a request for permission says of it. */
  merged(call: ToolCall): ToolCall;
  /** The end of the prompt, by the agent's reason for it. */
  stopped(reason: string): AgentEvent[];
  /** What was said and not yet told. */
  rest(): AgentEvent[];
}

/** `cwd` is what changed files are told relative to. */
export function acpFold(cwd: string): AcpFold {
  const calls = new Map<string, ToolCall>();
  let kind: 'message' | 'reasoning' = 'message';
  let words = '';

  const rest = (): AgentEvent[] => {
    const text = words;
    words = '';
    return text.trim() === '' ? [] : [{ kind, text }];
  };
  const chunk = (of: typeof kind, text: string): AgentEvent[] => {
    const before = of === kind ? [] : rest();
    kind = of;
    words += text;
    return before;
  };
  const merged = (call: ToolCall): ToolCall => {
    const told = Object.fromEntries(Object.entries(call).filter(([, value]) => value != null));
    return { ...calls.get(call.toolCallId), ...told, toolCallId: call.toolCallId };
  };
  const tool = (call: ToolCall): AgentEvent[] => {
    const isNew = !calls.has(call.toolCallId);
    const known = merged(call);
    const events = [...rest(), ...(isNew ? [called(known)] : [])];
    const over = call.status === 'completed' || call.status === 'failed';
    // Its end is told once.
    if (over) calls.delete(call.toolCallId);
    else calls.set(call.toolCallId, known);
    return over ? [...events, ...ended(known, cwd)] : events;
  };

  return {
    merged,
    rest,
    update(update) {
      switch (update.sessionUpdate) {
        case 'agent_message_chunk':
          return chunk('message', update.content.text ?? '');
        case 'agent_thought_chunk':
          return chunk('reasoning', update.content.text ?? '');
        case 'tool_call':
        case 'tool_call_update':
          return tool(update);
        default:
          return [];
      }
    },
    stopped(reason) {
      if (reason === 'end_turn') return [...rest(), { kind: 'finished', how: 'completed' }];
      if (reason === 'cancelled') return [...rest(), { kind: 'finished', how: 'interrupted' }];
      if (reason === 'refusal') return [...rest(), ...failed('refused', 'The agent refused to go on.')];
      return [...rest(), ...failed('model', `The agent stopped before it was done (${reason}).`)];
    },
  };
}

function called({ toolCallId: id, kind, title }: ToolCall): AgentEvent {
  return { kind: 'tool_call', id, name: kind ?? 'other', argument: truncate(title ?? '', 2_000) };
}

function ended(call: ToolCall, cwd: string): AgentEvent[] {
  const ok = call.status === 'completed';
  const content = call.content ?? [];
  const texts = content.flatMap((one) => (one.type === 'content' ? [one.content.text ?? ''] : []));
  const text = texts.join('\n').trim();
  // The end of an output tells how it went.
  const tail = text.length > 2_000 ? `…${text.slice(-2_000)}` : text;
  const result: AgentEvent = {
    kind: 'tool_result',
    id: call.toolCallId,
    ok,
    summary: tail === '' ? (call.status ?? '') : tail,
  };
  return [...(ok ? changes(call, cwd) : []), result];
}

function changes(call: ToolCall, cwd: string): AgentEvent[] {
  const paths = (call.locations ?? []).map(({ path }) => path);
  if (call.kind === 'delete') return paths.map((path) => change(cwd, path, 'delete'));
  return (call.content ?? []).flatMap((one) => {
    if (one.type !== 'diff') return [];
    return [change(cwd, one.path, one.oldText == null ? 'add' : 'update')];
  });
}

function change(cwd: string, path: string, how: 'add' | 'update' | 'delete'): AgentEvent {
  return { kind: 'file_change', path: shownPath(cwd, path), change: how };
}
