import { relative, resolve, sep } from 'node:path';
import { isInside } from '../../../platform/files.ts';
import { oneLine, truncate } from '../../../platform/text.ts';
import type { AgentEvent } from '../agent.ts';
import { crashed, type Exit, failed, jsonOf, type LineFold } from '../one-shot.ts';
import { errorKind, limitEnd, withRemedy } from './errors.ts';
import { GeminiLine } from './messages.ts';
import { usageOf } from './usage.ts';

/** The tools that change a file (the stream does not say whether `write_file` made it). */
const FILE_TOOLS = new Set(['write_file', 'replace']);

/** Turns the lines of one turn into the events every agent tells. `cwd` is what changed files are told relative to. */
export function geminiFold(cwd: string, now: () => Date = () => new Date()): LineFold {
  const files = new Map<string, string>();
  let words = '';
  let lastError: string | null = null;

  /** What the assistant has said since it last did something else. */
  const said = (): AgentEvent[] => {
    const text = words;
    words = '';
    return text.trim() === '' ? [] : [{ kind: 'message', text }];
  };
  const failure = (message: string): AgentEvent[] => {
    const kind = errorKind(message);
    return failed(
      kind,
      withRemedy(oneLine(message, 1_000), kind),
      kind === 'limit' ? limitEnd(message, now()) : null,
    );
  };

  const told = (line: GeminiLine): AgentEvent[] => {
    switch (line.type) {
      case 'init':
        return [{ kind: 'started', sessionId: line.session_id, model: line.model }];
      case 'message':
        // The user's is our own prompt.
        if (line.role === 'assistant') words += line.content;
        return [];
      case 'tool_use': {
        const { tool_id: id, tool_name: name, parameters } = line;
        const file = parameters.file_path;
        if (FILE_TOOLS.has(name) && typeof file === 'string') files.set(id, file);
        const argument =
          typeof file === 'string' ? file : String(parameters.command ?? JSON.stringify(parameters));
        return [...said(), { kind: 'tool_call', id, name, argument: truncate(argument, 2_000) }];
      }
      case 'tool_result':
        return [...said(), ...toolResult(line, files.get(line.tool_id), cwd)];
      case 'error':
        if (line.severity === 'error') lastError = line.message;
        return [...said(), retried(line.message)];
      case 'result': {
        const used = line.stats ? usageOf(line.stats) : null;
        const usage: AgentEvent[] = used ? [{ kind: 'usage', usage: used }] : [];
        if (line.status === 'success') return [...said(), ...usage, { kind: 'finished', how: 'completed' }];
        const message = line.error?.message ?? lastError ?? `The turn ended as ${line.status}.`;
        return [...said(), ...usage, ...failure(message)];
      }
    }
  };

  return {
    line(text) {
      const parsed = GeminiLine.safeParse(jsonOf(text));
      return parsed.success ? told(parsed.data) : [{ kind: 'unknown', raw: text }];
    },
    ended: (exit) => [...said(), ...endedWithoutResult(exit, failure)],
  };
}

/**
 * Gemini ends with 0 and without a result when it was interrupted. Before a turn it ends with a word on standard error: for
 * want of a sign-in (exit code 41), or for anything else.
 */
function endedWithoutResult(exit: Exit, failure: (message: string) => AgentEvent[]): AgentEvent[] {
  if (exit.exitCode === 0) return [{ kind: 'finished', how: 'interrupted' }];
  if (exit.exitCode === 41 && errorKind(exit.stderr) === 'auth') return failure(exit.stderr);
  return crashed('Gemini CLI', exit);
}

function toolResult(
  line: Extract<GeminiLine, { type: 'tool_result' }>,
  file: string | undefined,
  cwd: string,
): AgentEvent[] {
  const ok = line.status === 'success';
  const events: AgentEvent[] = [];
  if (ok && file !== undefined)
    events.push({ kind: 'file_change', path: shownPath(cwd, file), change: 'update' });
  if (line.error?.type === 'policy_violation')
    events.push({ kind: 'needs_input', question: line.error.message, answered: 'refused by the policy' });
  const summary = line.error?.message ?? line.output ?? line.status;
  // The end of an output tells how it went.
  const tail = summary.length > 2_000 ? `…${summary.slice(-2_000)}` : summary;
  return [...events, { kind: 'tool_result', id: line.tool_id, ok, summary: tail }];
}

function retried(message: string): AgentEvent {
  return { kind: 'error', error: errorKind(message), message, willRetry: true, resetAt: null };
}

function shownPath(cwd: string, file: string): string {
  const path = resolve(cwd, file);
  return isInside(cwd, path) ? relative(cwd, path).split(sep).join('/') : file;
}
