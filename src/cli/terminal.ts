import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { MaestroError } from '../platform/errors.ts';

type Look = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan' | 'magenta';

/** Where a command writes and asks. Results go to `out`, everything about them to `note`. */
export interface Terminal {
  out(line?: string): void;
  note(line: string): void;
  /** Resolves when what was written is on its way: a slow reader holds up whoever has much to write. */
  room(signal: AbortSignal): Promise<void>;
  /** The text in a style when the terminal shows colours, else as it is. */
  look(style: Look | readonly Look[], text: string): string;
  readonly interactive: boolean;
  /** The columns of the terminal; 100 when it has none. */
  readonly columns: number;
  /** Asks a yes-or-no question; the default answer is no. @throws MaestroError `cli.needs-answer` without a terminal. */
  confirm(question: string, signal: AbortSignal): Promise<boolean>;
  /** The lines that are typed, until the signal is aborted; none where nobody can type. */
  typed(signal: AbortSignal): AsyncIterable<string>;
}

/** The process's own terminal. Colours follow NO_COLOR, FORCE_COLOR and whether the output is a terminal. */
export function processTerminal(env: NodeJS.ProcessEnv = process.env): Terminal {
  const { stdin, stdout, stderr } = process;
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
  const colours = forced || (stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb');
  const interactive = stdin.isTTY === true && stdout.isTTY === true;
  return {
    out: (line = '') => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    room: async (signal) => {
      signal.throwIfAborted();
      if (stdout.writableNeedDrain) await once(stdout, 'drain', { signal });
    },
    look: (style, text) => (colours ? styleText(typeof style === 'string' ? style : [...style], text) : text),
    interactive,
    columns: stdout.columns ?? 100,
    async *typed(signal) {
      // A script's standard input is not meant for us.
      if (!interactive || signal.aborted) return;
      // Not readline's own line editor: Ctrl-C must stay what it is.
      const typing = createInterface({ input: stdin, terminal: false, signal });
      try {
        yield* typing;
      } finally {
        typing.close();
      }
    },
    async confirm(question, signal) {
      if (!interactive)
        throw new MaestroError('cli.needs-answer', `This needs an answer: ${question}`, {
          remedy: 'Run it in a terminal, or add --yes.',
        });
      const asking = createInterface({ input: stdin, output: stderr });
      try {
        const answer = await asking.question(`${question} [y/N] `, { signal });
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        asking.close();
      }
    },
  };
}
