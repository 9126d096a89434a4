import { relative, sep } from 'node:path';
import { isInside } from '../../../platform/files.ts';
import { oneLine, truncate } from '../../../platform/text.ts';
import type { AgentEvent } from '../agent.ts';
import type { Tool } from './messages.ts';

/** How OpenCode words that a permission rule stopped a tool. */
const DENIED = /rule which prevents|rejected permission|permission denied by/i;

/** What a tool that is through was called with, changed and gave. */
export function toolEvents({ tool, callID, state }: Tool, cwd: string): AgentEvent[] {
  const ok = state.status === 'completed' && (state.metadata?.exit ?? 0) === 0;
  const argument = argumentOf(state.input);
  const text = state.error ?? state.output ?? state.status;
  // The end of an output tells how it went.
  const summary = text.length > 2_000 ? `…${text.slice(-2_000)}` : text;
  const path = state.input.filePath;
  const events: AgentEvent[] = [{ kind: 'tool_call', id: callID, name: tool, argument }];
  if (ok && (tool === 'write' || tool === 'edit') && typeof path === 'string')
    events.push({
      kind: 'file_change',
      path: shortPath(cwd, path),
      change: state.metadata?.exists === false ? 'add' : 'update',
    });
  if (state.status === 'error' && DENIED.test(text))
    events.push({
      kind: 'needs_input',
      question: oneLine(`May it use ${tool}? ${argument}`, 500),
      answered: 'declined (outside of what was allowed)',
    });
  return [...events, { kind: 'tool_result', id: callID, ok, summary }];
}

function argumentOf(input: Tool['state']['input']): string {
  const short = input.command ?? input.filePath;
  return truncate(typeof short === 'string' ? short : JSON.stringify(input), 2_000);
}

function shortPath(cwd: string, path: string): string {
  return isInside(cwd, path) ? relative(cwd, path).split(sep).join('/') : path;
}
