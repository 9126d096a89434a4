import type { StampedRunEvent } from '../../orchestrator/runs/events.ts';
import { oneLine } from '../../platform/text.ts';
import type { Terminal } from '../terminal.ts';

/** The lines that an event of an orchestrator run adds to its story; most add one, some none. */
export function runEventLines(event: StampedRunEvent, terminal: Terminal): string[] {
  const line = (label: string, text: string): string[] => [
    `${terminal.look('bold', label.padEnd(10))}${text}`,
  ];
  const dim = (text: string): string => terminal.look('dim', text);
  switch (event.type) {
    case 'created':
      return line('issue', `${event.run.issue.identifier} ${oneLine(event.run.issue.title, 120)}`);
    case 'attempt_started':
      return line('attempt', String(event.attempt));
    case 'workspace_ready':
      return line(
        'lane',
        `${event.created ? 'made' : 'reused'}${event.head ? ` at ${event.head.slice(0, 7)}` : ''}`,
      );
    case 'thread_started':
      return line(
        'agent',
        `Codex, ${oneLine(event.model, 60)}${event.resumed ? ', continuing its thread' : ''}${event.whyNot === null ? '' : `, a new thread: ${oneLine(event.whyNot, 200)}`}`,
      );
    case 'turn_started':
      return line('turn', String(event.turn));
    case 'agent':
      return agentLine(event.event, dim);
    case 'left_out':
      return line(
        'journal',
        dim(`${event.events} events of this turn are left out so far (${event.bytes} bytes)`),
      );
    case 'tool_called':
      return line(
        event.ok ? 'tool' : 'refused',
        `${oneLine(event.tool, 60)} ${event.ok ? dim(oneLine(event.answer, 120)) : terminal.look('yellow', `${oneLine(event.answer, 200)} [${event.code}]`)}`,
      );
    case 'turn_finished':
      return line(
        'turn',
        `${event.outcome}${event.disposition ? `: ${event.disposition}` : ''}${event.code ? ` [${event.code}]` : ''}`,
      );
    case 'hook':
      return line(
        'hook',
        `${event.name} ended with ${event.exitCode === null ? 'a signal' : `exit code ${event.exitCode}`}${lastLine(event.outputTail, dim)}`,
      );
    case 'notice':
      return line('notice', oneLine(event.message, 400));
    case 'validated':
      return line('validate', event.validation.summary);
    case 'attempt_failed':
      return line(
        'failed',
        terminal.look('red', `${oneLine(event.failure.message, 400)} [${event.failure.errorClass}]`),
      );
    case 'attempt_ended':
      return line('attempt', `ended; the issue is still active, the next is due at ${event.nextAt}`);
    case 'written_back':
      return line('tracker', event.step.replaceAll('_', ' '));
    case 'write_back_failed':
      return line(
        'tracker',
        terminal.look(
          'red',
          `${event.step.replaceAll('_', ' ')}: ${oneLine(event.message, 300)} [${event.code}]`,
        ),
      );
    default:
      return [];
  }
}

/** What a script said last; before that, what git said of a failure: a script may fail in the middle and end with 0 all the same. */
function lastLine(output: string, dim: (text: string) => string): string {
  const lines = output.trim().split('\n');
  const last = lines.findLast((one) => /^(?:fatal|error): /.test(one)) ?? lines.at(-1) ?? '';
  return last === '' ? '' : ` ${dim(oneLine(last, 120))}`;
}

function agentLine(
  event: Extract<StampedRunEvent, { type: 'agent' }>['event'],
  dim: (text: string) => string,
): string[] {
  const indent = ' '.repeat(10);
  switch (event.kind) {
    case 'message':
      return [`${indent}${oneLine(event.text, 300)}`];
    case 'tool_call':
      return [`${indent}${dim(`→ ${oneLine(event.name, 40)} ${oneLine(event.argument, 120)}`)}`];
    case 'file_change':
      return [`${indent}${dim(`${event.change} ${oneLine(event.path, 120)}`)}`];
    case 'error':
      return [`${indent}${dim(`${event.error}: ${oneLine(event.message, 300)}`)}`];
    default:
      return [];
  }
}
