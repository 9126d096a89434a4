import { fileURLToPath } from 'node:url';
import type { SymphonyContext } from '../symphony/context.ts';
import type { EngineCommand } from '../symphony/launch.ts';
import { terminalLog } from './log.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets: where to write, when to stop, and the context once it needs one. */
export interface Door {
  terminal: Terminal;
  signal: AbortSignal;
  context(): Promise<SymphonyContext>;
  /** How this very program is started as the engine of a contribution. */
  engine(id: string): EngineCommand;
}

/** The door of this process. The context is loaded and made on first use: `--help` needs none of it. */
export function openDoor(terminal: Terminal, signal: AbortSignal): Door {
  let context: Promise<SymphonyContext> | undefined;
  return {
    terminal,
    signal,
    context() {
      context ??= import('./context.ts').then(({ commandContext }) =>
        commandContext(
          terminalLog(terminal, (text) => text),
          signal,
        ),
      );
      return context;
    },
    engine: engineCommand,
  };
}

/** This program again, as the engine of a contribution. */
export function engineCommand(id: string): EngineCommand {
  const cli = process.argv[1] ?? fileURLToPath(import.meta.url);
  return { file: process.execPath, args: [cli, 'symphony', 'engine', id], env: {} };
}
