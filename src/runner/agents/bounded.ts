import type { AgentEvent } from './agent.ts';

/** The most bytes that one event's text takes as JSON in the journal. */
export const MAX_TEXT_BYTES = 60 * 1024;
/** The same for what is only a short companion (a tool's argument, an error's message). */
const MAX_SHORT_BYTES = 4 * 1024;

/** An agent's event with every text cut to what a journal line may hold: whatever an agent prints, an event stays under 64 KiB. */
export function bounded(event: AgentEvent): AgentEvent {
  switch (event.kind) {
    case 'message':
    case 'reasoning':
      return { ...event, text: cut(event.text, MAX_TEXT_BYTES) };
    case 'unknown':
      return { ...event, raw: cut(event.raw, MAX_TEXT_BYTES) };
    case 'tool_call':
      return { ...event, id: short(event.id), name: short(event.name), argument: short(event.argument) };
    case 'tool_result':
      return { ...event, id: short(event.id), summary: short(event.summary) };
    case 'file_change':
      return { ...event, path: short(event.path) };
    case 'needs_input':
      return { ...event, question: short(event.question), answered: short(event.answered) };
    case 'error':
      return { ...event, message: short(event.message) };
    case 'started':
      return {
        ...event,
        sessionId: event.sessionId === null ? null : short(event.sessionId),
        model: event.model === null ? null : short(event.model),
      };
    default:
      return event;
  }
}

function short(text: string): string {
  return cut(text, MAX_SHORT_BYTES);
}

/** At most `maxBytes` bytes of JSON; the end of a longer text is replaced by a note of how long it was. */
function cut(text: string, maxBytes: number): string {
  // A character takes at most six bytes of JSON (an escaped control), so that a short text needs no counting.
  if (text.length * 6 <= maxBytes || jsonBytes(text) <= maxBytes) return text;
  const note = ` … [cut, ${text.length} characters]`;
  let kept = text.slice(0, maxBytes);
  for (let bytes = jsonBytes(kept); bytes > maxBytes - note.length - 8; bytes = jsonBytes(kept))
    kept = kept.slice(0, Math.floor(kept.length * Math.min(0.98, (maxBytes - note.length - 8) / bytes)));
  return `${kept.replace(/[\ud800-\udbff]$/, '')}${note}`;
}

function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
