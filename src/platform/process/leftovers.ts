import type { ChildProcess } from 'node:child_process';
import { endGroup } from './kill.ts';

const TICK_MS = 100;
const QUIET_TICKS = 5;

/** Once the process itself has ended, ends whatever it left running in its group. */
export function endLeftovers(child: ChildProcess, graceMs: number): void {
  const { pid } = child;
  if (pid !== undefined) child.once('exit', () => void endGroup(pid, graceMs));
}

/**
 * Once the process itself has ended and its output has been quiet for half a second, closes our side of its output: a
 * daemon that it started in another group may hold the pipes for ever. The output must be read all the time.
 */
export function dropHeldPipes(child: ChildProcess): void {
  child.once('exit', () => {
    const pipes = [child.stdout, child.stderr].filter((pipe) => pipe !== null);
    let quiet = 0;
    const heard = (): void => {
      quiet = 0;
    };
    for (const pipe of pipes) pipe.on('data', heard);
    // Counted in ticks, not by the clock: while our own process is busy, unread output must not pass for quiet.
    const timer = setInterval(() => {
      if (++quiet < QUIET_TICKS && !pipes.every((pipe) => pipe.closed)) return;
      clearInterval(timer);
      for (const pipe of pipes) pipe.destroy();
    }, TICK_MS);
  });
}
