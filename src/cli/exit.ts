import { asMaestroError, isAbort } from '../platform/errors.ts';
import type { Terminal } from './terminal.ts';

/** What the process ends with: 0 good, 1 it failed, 2 wrong use, 130 interrupted. */
export const EXIT = { good: 0, failed: 1, usage: 2, interrupted: 130 } as const;

// Mistakes in how a command was called, as opposed to things that went wrong while it worked.
const USAGE = new Set([
  'cli.usage',
  'budget.bad-value',
  'cli.needs-answer',
  'project.bad-slug',
  'start.bad-target',
  'agent.unknown',
  'agent.none',
  'agent.rehearsal-only',
  'contribution.unknown',
  'contribution.ambiguous',
  'check.no-file',
  'run.other-project',
  'steer.empty',
  'steer.too-long',
  'transcript.no-task',
]);

/** Shows an error (message, remedy, code) and returns the exit code that goes with it. */
export function reportFailure(error: unknown, terminal: Terminal, redact: (text: string) => string): number {
  if (isAbort(error)) return EXIT.interrupted;
  const known = asMaestroError(error);
  terminal.note(
    `${terminal.look('red', 'error')} ${redact(known.message)} ${terminal.look('dim', `[${known.code}]`)}`,
  );
  if (known.remedy) terminal.note(`      ${redact(known.remedy)}`);
  if (known.code === 'internal.unexpected' && process.env.MAESTRO_DEBUG)
    terminal.note(redact(String(known.cause instanceof Error ? known.cause.stack : known.cause)));
  // A configuration that is wrong is wrong use, whatever is wrong with it.
  const usage = USAGE.has(known.code) || /^(?:config|workflow)\./.test(known.code);
  return usage ? EXIT.usage : EXIT.failed;
}
