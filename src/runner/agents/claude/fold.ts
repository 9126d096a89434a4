import { oneLine } from '../../../platform/text.ts';
import type { AgentEvent } from '../agent.ts';
import { crashed, failed, jsonOf, type LineFold } from '../one-shot.ts';
import { argumentOf, blockFold } from './blocks.ts';
import { failureKind, failureMessage } from './errors.ts';
import { Line, type Result } from './messages.ts';
import { type PriceUsage, responseUsage } from './responses.ts';
import { runUsage } from './usage.ts';

/** The words of a Claude Code that does not know the session it should resume. */
const NO_SESSION = /^No conversation found with session ID/;

/** True for the end of a turn that could not begin because its session is gone. */
export function isSessionGone(event: AgentEvent): boolean {
  return event.kind === 'error' && NO_SESSION.test(event.message);
}

/**
 * Turns Claude Code's lines, in their order, into the events every agent tells. Usage is told after each response whose
 * price `price` knows; the result's account has the last word.
 */
export function claudeFold(cwd: string, price: PriceUsage): LineFold {
  const blocks = blockFold(cwd);
  const responses = responseUsage(price);
  let word: string | null = null;
  let resetAt: string | null = null;

  const denied = new Set<string>();

  const limit = (info: { status: string; resetsAt?: number | null; utilization?: number | null }) => {
    const at = moment(info.resetsAt);
    if (info.status === 'rejected') resetAt = at;
    const used = info.status === 'rejected' ? 100 : info.utilization == null ? null : info.utilization * 100;
    return [{ kind: 'rate_limit' as const, usedPercent: used, resetAt: at }];
  };

  const end = (result: Result): AgentEvent[] => {
    const told = responses.rest(runUsage(result));
    const denials = result.permission_denials
      .filter(({ tool_use_id }) => tool_use_id == null || !denied.has(tool_use_id))
      .map(({ tool_name, tool_input }) => declined(tool_name, argumentOf({ input: tool_input })));
    return [...told, ...denials, ...ending(result)];
  };

  const ending = (result: Result): AgentEvent[] => {
    if (result.terminal_reason?.startsWith('aborted')) return [{ kind: 'finished', how: 'interrupted' }];
    if (!result.is_error && result.subtype === 'success') return [{ kind: 'finished', how: 'completed' }];
    const text = oneLine(result.result ?? result.errors?.join(' ') ?? '', 1_000) || result.subtype;
    if (result.stop_reason === 'refusal') return failed('refused', text);
    const status = result.api_error_status ?? null;
    const kind = failureKind({ word, status, detail: result.api_error ?? null, text });
    return failed(kind, failureMessage(kind, text), kind === 'limit' ? resetAt : null);
  };

  return {
    line(text) {
      const parsed = Line.safeParse(jsonOf(text));
      if (!parsed.success) return [{ kind: 'unknown', raw: text }];
      const line = parsed.data;
      switch (line.kind) {
        case 'init':
          return [{ kind: 'started', sessionId: line.session_id, model: line.model ?? null }];
        case 'assistant':
          word = line.error ?? null;
          // It comes again as the result.
          if (line.is_api_error_message) return [];
          return [
            ...responses.sub(line),
            ...line.message.content.flatMap((block) => (block ? blocks.said(block) : [])),
          ];
        case 'user': {
          const created = line.tool_use_result?.type === 'create';
          return line.message.content.flatMap((block) => (block ? blocks.result(block, created) : []));
        }
        case 'retry': {
          const message = `The request failed (${line.error_status ?? line.error ?? 'no answer'}); attempt ${line.attempt} of ${line.max_retries} follows.`;
          const kind = failureKind({
            word: line.error ?? null,
            status: line.error_status ?? null,
            detail: null,
            text: line.error_status == null ? 'connection' : '',
          });
          return [{ kind: 'error', error: kind, message, willRetry: true, resetAt: null }];
        }
        case 'denied':
          denied.add(line.tool_use_id);
          return [declined(line.tool_name, blocks.argument(line.tool_use_id))];
        case 'limit':
          return limit(line.info);
        case 'result':
          return end(line);
        case 'frame':
          return responses.frame(line.frame);
        case 'quiet':
          return [];
      }
    },
    ended: (exit) => [...responses.untold(), ...crashed('Claude Code', exit)],
  };
}

function declined(tool: string, argument: string): AgentEvent {
  return {
    kind: 'needs_input',
    question: oneLine(`May it use ${tool}? ${argument}`, 500),
    answered: 'declined (outside of what was allowed)',
  };
}

/** Seconds since 1970 as ISO; null for none and for what no date can hold. */
function moment(seconds: number | null | undefined): string | null {
  if (seconds == null || !(Math.abs(seconds) < 8.64e12)) return null;
  return new Date(seconds * 1_000).toISOString();
}
