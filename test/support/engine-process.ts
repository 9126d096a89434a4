import { run } from '../../src/platform/process/run.ts';
import { childProgram } from './child-program.ts';
import type { Orders } from './children/engine.ts';
import { RUN_MS } from './limits.ts';
import { RUN_ENV } from './run-env.ts';

/** How an engine's process ended; `exitCode` is undefined when it killed itself. */
export interface EngineEnd {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** Engines as real processes, for all tests of a file: call it at the top level. */
export function engineProcesses(): (orders: Orders) => Promise<EngineEnd> {
  const program = childProgram('engine.ts');
  return (orders) =>
    run(process.execPath, [program.file(), JSON.stringify(orders)], {
      env: { PATH: process.env.PATH, ...RUN_ENV },
      timeoutMs: RUN_MS,
    });
}
