import { oneLine } from '../../platform/text.ts';
import type { Problem } from '../../symphony/problem.ts';
import type { Terminal } from '../terminal.ts';

/** Problems on standard error, one line each, so that they never mix with the results. */
export function noteProblems(terminal: Terminal, problems: readonly Problem[]): void {
  for (const { severity, message, line, code } of problems)
    terminal.note(
      `${terminal.look(severity === 'error' ? 'red' : 'yellow', severity)} ${line === null ? '' : `line ${line}: `}${oneLine(message, 400)} ${terminal.look('dim', `[${code}]`)}`,
    );
}
