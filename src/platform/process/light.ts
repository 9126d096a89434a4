import { spawn } from 'node:child_process';
import { MaestroError } from '../errors.ts';
import { endGroup } from './kill.ts';
import { splitLines } from './lines.ts';

/** A process of our own program that is talked to line by line. */
export interface LightProcess {
  readonly pid: number;
  /** Lines of standard output; ends when the process closes it. */
  readonly lines: AsyncGenerator<string>;
  /** Writes one line (a newline is added). Nothing happens when the process is gone: its lines have ended then. */
  writeLine(line: string): void;
  /** The last 4 KiB of standard error so far. */
  stderrTail(): string;
  /** Ends the whole process group. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a process in a group of its own, with exactly the given environment. The caller must `stop()` it in `finally`.
 * Plain `node:child_process` on purpose, as in `detach.ts`: for a door that must stay small.
 * @throws MaestroError `process.not-found`.
 */
export async function startLight(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<LightProcess> {
  const child = spawn(file, [...args], {
    ...options,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(
        new MaestroError('process.not-found', `The command ${JSON.stringify(file)} could not be started.`, {
          cause,
        }),
      ),
    );
  });
  const pid = child.pid as number;
  let tail = '';
  child.stderr.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-4_096);
  });
  // Writing to a process that just died raises EPIPE here; the end of its lines tells the story.
  child.stdin.on('error', () => undefined);
  return {
    pid,
    lines: splitLines(child.stdout),
    writeLine: (line) => void child.stdin.write(`${line}\n`),
    stderrTail: () => tail,
    stop: () => endGroup(pid, 1_000),
  };
}
