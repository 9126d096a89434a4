import { count } from '../../platform/quantities.ts';
import { oneLine, stripControls, truncate } from '../../platform/text.ts';
import type { AgentEvent } from '../../runner/agents/agent.ts';
import { INDENT, type Pen } from './pen.ts';

/** The lines that something an agent told adds to the story of a run, in short. */
export function agentLines(event: AgentEvent, pen: Pen): string[] {
  const dim = (text: string): string[] => [
    `${INDENT}${pen.look('dim', truncate(text, Math.max(20, pen.columns - 12)))}`,
  ];
  switch (event.kind) {
    case 'message':
      return textLines(event.text)
        .slice(0, 12)
        .map((text) => `${INDENT}${truncate(text, 400)}`);
    case 'tool_call':
      return dim(`→ ${oneLine(event.name, 40)} ${oneLine(event.argument, 160)}`);
    case 'file_change':
      return dim(`${event.change} ${oneLine(event.path, 160)}`);
    case 'needs_input':
      return [
        `${INDENT}${pen.look('yellow', `asked: ${oneLine(event.question)} → ${oneLine(event.answered)}`)}`,
      ];
    case 'error':
      return [`${INDENT}${pen.look('red', `${event.error}: ${oneLine(event.message, 300)}`)}`];
    case 'rate_limit':
      return event.usedPercent !== null && event.usedPercent >= 80
        ? dim(`provider limit ${count(event.usedPercent)} % used`)
        : [];
    default:
      return [];
  }
}

/** The lines of a text that are not blank, safe to print. */
export function textLines(text: string): string[] {
  return stripControls(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
}
