import type { Redact } from '../platform/redact.ts';
import type { Door } from './door.ts';
import { EXIT, reportFailure } from './exit.ts';

/** Wraps what a command does into what commander calls: its result, or its failure, becomes the exit code. */
export type Act = <A extends unknown[]>(
  run: (door: Door, ...args: A) => Promise<number>,
) => (...args: A) => Promise<void>;

/** The wrapper for one process. */
export function actionsOf(door: Door, redact: Redact): Act {
  return (run) =>
    async (...args) => {
      process.exitCode = await run(door, ...args).catch((error: unknown) =>
        door.signal.aborted ? EXIT.interrupted : reportFailure(error, door.terminal, redact),
      );
    };
}
