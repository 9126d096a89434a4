import { count, duration, money } from '../../platform/quantities.ts';
import { oneLine, stripControls } from '../../platform/text.ts';
import type { AgentEvent, Usage } from '../../runner/agents/agent.ts';
import type { Contribution } from '../contribution.ts';
import type { JournalEvent } from '../journal/events.ts';
import { agentLines, textLines } from './agent-lines.ts';
import { storyLines } from './lines.ts';
import { INDENT, type Pen } from './pen.ts';

/**
 * The lines that a journal event adds to a transcript: those of the story and what it leaves out, uncut. The prompt is only
 * among them when it is asked for.
 */
export function fullLines(
  event: JournalEvent,
  after: Contribution,
  pen: Pen,
  { prompt }: { prompt: boolean },
): string[] {
  const line = (label: string, text: string): string => `${pen.look('bold', label.padEnd(10))}${text}`;
  switch (event.type) {
    case 'engine_started':
      return [
        line('engine', pen.look('dim', `started (process ${event.pid}, version ${oneLine(event.version)})`)),
      ];
    case 'engine_stopped':
      return [line('engine', pen.look('dim', `stopped: ${oneLine(event.reason)}`))];
    case 'turn_started': {
      const told = storyLines(event, after, pen);
      return prompt ? [...told, ...promptLines(event.prompt, pen)] : told;
    }
    case 'agent':
      return fullAgentLines(event.event, pen);
    case 'turn_finished': {
      const box = event.ticked ? 'box ticked' : 'box not ticked';
      const facts = [event.outcome, box, usageWords(event.usage), duration(event.durationMs)];
      return [
        ...storyLines(event, after, pen),
        line('turn', pen.look('dim', facts.filter(Boolean).join(', '))),
      ];
    }
    default:
      return storyLines(event, after, pen);
  }
}

function fullAgentLines(event: AgentEvent, pen: Pen): string[] {
  const dim = (lines: readonly string[]): string[] =>
    lines.map((text) => `${INDENT}${pen.look('dim', text)}`);
  switch (event.kind) {
    case 'started': {
      const facts = [
        event.model && `model ${oneLine(event.model)}`,
        event.sessionId && `session ${oneLine(event.sessionId)}`,
      ];
      return dim([facts.filter(Boolean).join(', ')].filter(Boolean));
    }
    case 'message':
      return textLines(event.text).map((text) => `${INDENT}${text}`);
    case 'reasoning':
      return dim(textLines(event.text).map((text) => `~ ${text}`));
    case 'tool_call':
      return dim(hung(`→ ${oneLine(event.name, 100)} `, event.argument));
    case 'tool_result':
      return [
        ...(event.ok ? [] : [`${INDENT}${pen.look('red', '✗ failed')}`]),
        ...dim(textLines(event.summary).map((text) => `  ${text}`)),
      ];
    case 'usage':
      return dim([usageWords(event.usage)].filter(Boolean));
    case 'rate_limit':
      return dim([limitWords(event)]);
    case 'unknown':
      return dim(hung('? ', event.raw));
    default:
      return agentLines(event, pen);
  }
}

/** A text after its mark, its further lines under its first. */
function hung(mark: string, text: string): string[] {
  const [first = '', ...others] = textLines(text);
  return [`${mark}${first}`.trimEnd(), ...others.map((line) => `  ${line}`)];
}

function promptLines(prompt: string, pen: Pen): string[] {
  const lines = stripControls(prompt).trimEnd().split('\n');
  return lines.map((text, at) =>
    `${pen.look('bold', (at === 0 ? 'prompt' : '').padEnd(10))}${text}`.trimEnd(),
  );
}

/** `1,200 tokens in (1,000 cached), 56 out, $0.0123`; empty for nothing. */
function usageWords({ inputTokens, cachedInputTokens, outputTokens, costUsd }: Usage): string {
  if (inputTokens + outputTokens === 0) return '';
  const cached = cachedInputTokens === 0 ? '' : ` (${count(cachedInputTokens)} cached)`;
  const price = costUsd === null ? '' : `, ${money(costUsd)}`;
  return `${count(inputTokens)} tokens in${cached}, ${count(outputTokens)} out${price}`;
}

function limitWords({ usedPercent, resetAt }: Extract<AgentEvent, { kind: 'rate_limit' }>): string {
  const used = usedPercent === null ? '' : ` ${count(usedPercent)} % used`;
  return `provider limit${used}${resetAt === null ? '' : `, until ${oneLine(resetAt)}`}`;
}
