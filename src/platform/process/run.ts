import type { ChildProcess } from 'node:child_process';
import { type Duplex, PassThrough } from 'node:stream';
import { execa } from 'execa';
import { guardGroup } from './guard.ts';
import { endGroup } from './kill.ts';
import { dropHeldPipes, endLeftovers } from './leftovers.ts';
import { mergeLines, splitLines } from './lines.ts';
import { inOwnGroup, notFound } from './start.ts';
import { onAbort } from '../on-abort.ts';

/** How a command is run. There is always a time limit. */
export interface RunOptions {
  cwd?: string;
  /** The whole environment of the child: nothing is inherited that is not named here. */
  env: NodeJS.ProcessEnv;
  /** Ends the process group when aborted. */
  signal?: AbortSignal;
  /** Milliseconds until the process group is ended. */
  timeoutMs: number;
  /** Text for standard input; it is closed after it (or at once). */
  input?: string;
  /** Milliseconds between SIGTERM and SIGKILL. */
  graceMs?: number;
  /**
   * Asked for a line whenever the child writes one on its descriptor 3, a socket that is its own and its children's. What may be
   * in no environment and in no file goes this way. Not on Windows.
   */
  answer?: () => string;
  /** Told each piece of standard error as it comes (progress); it is collected all the same. */
  onStderr?: (text: string) => void;
}

/** With a fourth descriptor, whose words are no output. */
const WITH_QUESTIONS = { stdio: ['pipe', 'pipe', 'pipe', 'pipe'], buffer: { fd3: false } } as const;

/** How a command ended. `exitCode` is undefined when a signal ended it or it never started. */
export interface RunResult {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

/**
 * Runs a command to its end in a process group of its own and collects its output (at most 16 MiB each).
 * @throws MaestroError `process.not-found`, or the signal's reason when it was aborted.
 */
export async function run(file: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const child = execa(file, [...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env,
    extendEnv: false,
    ...(options.answer ? WITH_QUESTIONS : {}),
    input: options.input ?? '',
    reject: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
    maxBuffer: 16 * 1024 * 1024,
    stripFinalNewline: false,
  });
  const graceMs = options.graceMs ?? 2_000;
  endLeftovers(child, graceMs);
  dropHeldPipes(child);
  if (options.answer) answerQuestions(child, options.answer);
  let timedOut = false;
  const end = (): void => {
    if (child.pid !== undefined) void endGroup(child.pid, graceMs);
  };
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, options.timeoutMs);
  const unheard = onAbort(options.signal, end);
  if (options.onStderr)
    child.stderr?.on('data', (chunk: Buffer) => options.onStderr?.(chunk.toString('utf8')));
  try {
    const result = await child;
    options.signal?.throwIfAborted();
    if (result.exitCode === undefined && child.pid === undefined)
      throw notFound(file, result.cause ?? result);
    return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr, timedOut };
  } finally {
    clearTimeout(timer);
    unheard();
    // Nothing of its group is left when this returns.
    if (child.pid !== undefined) await endGroup(child.pid, graceMs);
  }
}

function answerQuestions(child: ChildProcess, answer: () => string): void {
  const channel = child.stdio[3] as Duplex | null | undefined;
  if (!channel) return;
  // A child that is gone asks nothing more; its exit code tells the story.
  channel.on('error', () => undefined);
  child.once('exit', () => channel.destroy());
  channel.on('data', (asked: Buffer) => {
    for (const byte of asked) if (byte === 10) channel.write(answer());
  });
}

/** A process that is talked to line by line. */
export interface LiveProcess {
  readonly pid: number;
  /** Lines of standard output (with `errorLines` of standard error, too), each at most 10 MiB; ends when the process closes it. */
  readonly lines: AsyncGenerator<string>;
  /** Writes one line (a newline is added). Rejects when the process is gone. */
  writeLine(line: string): Promise<void>;
  /** Closes standard input. */
  closeInput(): void;
  /** The last 8 KiB of standard error so far. */
  stderrTail(): string;
  /** How it ended (there may be output left to read); never rejects. */
  readonly exited: Promise<{ exitCode: number | undefined; signal: string | undefined }>;
  /** Ends the whole process group: SIGTERM, then SIGKILL after `graceMs`. Safe to call twice. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts a process in a group of its own, with exactly the given environment. The caller must `stop()` it in `finally`;
 * when the caller is killed, the group is ended all the same.
 * @throws MaestroError `process.not-found` when it cannot be started.
 */
export async function startProcess(
  file: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; errorLines?: boolean },
): Promise<LiveProcess> {
  const child = execa(file, [...args], {
    ...inOwnGroup(options),
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  });
  const { pid } = child;
  if (pid === undefined) throw notFound(file, (await child).cause);
  endLeftovers(child, 2_000);
  const dismissGuard = guardGroup(pid);
  // By the event, not by execa's own promise: that one waits until somebody has read all of the output.
  const exited = new Promise<{ exitCode: number | undefined; signal: string | undefined }>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined }),
    );
  });
  // Read from the first moment on: Node and execa throw away what nobody has asked for when the process ends.
  const output = child.stdout.pipe(new PassThrough());
  const errors = options.errorLines ? [child.stderr.pipe(new PassThrough())] : [];
  let tail = '';
  child.stderr.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-8_192);
  });
  // Writing to a process that just died raises EPIPE here; `exited` and the write's own callback tell the story.
  child.stdin.on('error', () => undefined);
  return {
    pid,
    lines:
      errors.length > 0 ? mergeLines([output, ...errors].map((one) => splitLines(one))) : splitLines(output),
    writeLine: (line) =>
      new Promise((resolve, reject) => {
        child.stdin.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
      }),
    closeInput: () => void child.stdin.end(),
    stderrTail: () => tail,
    exited,
    async stop(graceMs = 2_000) {
      await endGroup(pid, graceMs);
      dismissGuard();
      // A daemon of another group may hold them for ever.
      child.stdout.destroy();
      child.stderr.destroy();
      for (const one of [output, ...errors]) one.end();
    },
  };
}
