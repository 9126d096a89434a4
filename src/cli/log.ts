import type { Redact } from '../platform/redact.ts';
import type { Log } from '../symphony/context.ts';
import type { Terminal } from './terminal.ts';

/** A command's diagnostics: warnings and errors on standard error, the rest only with MAESTRO_DEBUG. */
export function terminalLog(terminal: Terminal, redact: Redact): Log {
  const debug = Boolean(process.env.MAESTRO_DEBUG);
  return {
    info: (message) => debug && terminal.note(terminal.look('dim', redact(message))),
    warn: (message) => terminal.note(`${terminal.look('yellow', 'warning')} ${redact(message)}`),
    error: (message) => terminal.note(`${terminal.look('red', 'error')} ${redact(message)}`),
  };
}

/** The engine's log file: one stamped line each on standard error (which is that file). */
export function fileLog(redact: Redact): Log {
  const write = (level: string, message: string): void =>
    void process.stderr.write(`${new Date().toISOString()} ${level} ${redact(message)}\n`);
  return {
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message) => write('error', message),
  };
}
