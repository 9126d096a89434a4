import type { Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { endGroup } from './kill.ts';
import { inOwnGroup, notFound } from './start.ts';

/** A process whose standard input and output are byte streams (a CGI program, a binary producer). */
export interface PipedProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** The last 8 KiB of standard error so far. */
  stderrTail(): string;
  /** How it ended; never rejects. */
  readonly exited: Promise<{ exitCode: number | undefined }>;
  /** Ends the whole process group: SIGTERM, then SIGKILL after `graceMs`. Safe to call twice. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts a process in a group of its own, with exactly the given environment, and hands out its raw streams. The caller
 * sets the time limit and must `stop()` it in `finally`.
 * @throws MaestroError `process.not-found` when it cannot be started.
 */
export async function startPiped(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<PipedProcess> {
  const child = execa(file, [...args], {
    ...inOwnGroup(options),
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const { pid } = child;
  if (pid === undefined) throw notFound(file, (await child).cause);
  let tail = '';
  child.stderr.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-8_192);
  });
  // Writing to a process that just died raises EPIPE here; `exited` tells the story.
  child.stdin.on('error', () => undefined);
  return {
    pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderrTail: () => tail,
    exited: child.then((result) => ({ exitCode: result.exitCode })),
    stop: (graceMs = 2_000) => endGroup(pid, graceMs),
  };
}
