import type { AgentErrorKind, AgentEvent } from '../agent.ts';
import { crashed, type Exit, failed, jsonOf, type LineFold } from '../one-shot.ts';
import { failureKind, failureMessage } from './errors.ts';
import { CHATTER, retriedFailure, streamedModel } from './log.ts';
import { type Failure, Line } from './messages.ts';
import { toolEvents } from './tools.ts';
import { stepUsage } from './usage.ts';

/** Failures in a row after which the turn ends; by itself OpenCode would ask for ever, or wait for hours. */
const MAX_FAILURES = 3;

/** Neither its stream nor its log says so: it just begins the response again. */
const BROKE = { kind: 'network', message: 'The model’s answer broke off' } as const;

/** True for what an OpenCode prints that does not know the session it should continue; it ends without a line of JSON. */
export function isSessionGone(event: AgentEvent): boolean {
  const text = event.kind === 'error' ? event.message : event.kind === 'unknown' ? event.raw : '';
  return text.includes('Session not found');
}

/**
 * Turns OpenCode's lines, in their order, into the events every agent tells. There is no last line: the end of the process
 * is the end of the turn, and it was complete when the last response asked for no more tools and no error came.
 */
export function openCodeFold(turn: { cwd: string; model: string | null }): LineFold {
  let session: string | null = null;
  let { model } = turn;
  let failure: Failure | null = null;
  let answered = false;
  let failures = 0;
  // The message whose response is under way, and whether its log told of a failure since that began.
  let open: string | null = null;
  let logged = false;

  // Told again when the log names another model than what was asked for, which may come later than the first line.
  const start = (sessionId: string, named: string | null): AgentEvent[] => {
    if (session !== null && (named === null || named === model)) return [];
    session ??= sessionId;
    model = named ?? model;
    return [{ kind: 'started', sessionId: session, model }];
  };

  const events = (line: ReturnType<typeof Line.parse>): AgentEvent[] => {
    switch (line.type) {
      case 'step_start': {
        answered = false;
        // A response after an error: OpenCode got over it.
        failure = null;
        const message = line.part?.messageID ?? null;
        const broke = message !== null && message === open;
        const known = logged;
        open = message;
        logged = false;
        if (!broke) failures = 0;
        return broke && !known ? retried(BROKE) : [];
      }
      case 'step_finish':
        open = null;
        failures = 0;
        answered = line.part.reason !== 'tool-calls';
        return [{ kind: 'usage', usage: stepUsage(line.part) }];
      case 'text':
        return line.part.text === '' ? [] : [{ kind: 'message', text: line.part.text }];
      case 'reasoning':
        return line.part.text === '' ? [] : [{ kind: 'reasoning', text: line.part.text }];
      case 'tool_use':
        return toolEvents(line.part, turn.cwd);
      case 'error':
        failure = line.error;
        return [];
    }
  };

  const retried = ({ kind, message }: { kind: AgentErrorKind; message: string }): AgentEvent[] => {
    if (++failures >= MAX_FAILURES) return failed(kind, `${message} (${failures} times in a row)`);
    return [{ kind: 'error', error: kind, message, willRetry: true, resetAt: null }];
  };

  return {
    line(text) {
      const trouble = retriedFailure(text);
      if (trouble) {
        logged = true;
        return retried(trouble);
      }
      const streamed = streamedModel(text);
      if (streamed) return start(streamed.sessionId, streamed.model);
      if (CHATTER.test(text)) return [];
      const parsed = Line.safeParse(jsonOf(text));
      if (!parsed.success) return [{ kind: 'unknown', raw: text }];
      return [...start(parsed.data.sessionID, null), ...events(parsed.data)];
    },
    ended(exit: Exit) {
      if (failure) {
        if (failure.name === 'MessageAbortedError') return [{ kind: 'finished', how: 'interrupted' }];
        return failed(failureKind(failure), failureMessage(failure));
      }
      return answered ? [{ kind: 'finished', how: 'completed' }] : crashed('OpenCode', exit);
    },
  };
}
