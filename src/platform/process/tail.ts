import { execa } from 'execa';
import { endGroup } from './kill.ts';
import { dropHeldPipes, endLeftovers } from './leftovers.ts';
import { inOwnGroup, notFound } from './start.ts';
import { onAbort } from '../on-abort.ts';

/** Milliseconds between SIGTERM and SIGKILL. */
const GRACE_MS = 2_000;

/** How a command is run of which only the end of the output matters. */
export interface TailOptions {
  cwd: string;
  /** The whole environment of the child. */
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  /** Milliseconds until the process group is ended. */
  timeoutMs: number;
  /** Characters of output that are kept, from the end. */
  maxChars: number;
}

/** How it ended; `exitCode` is null when a signal ended it. */
export interface TailResult {
  exitCode: number | null;
  timedOut: boolean;
  /** Standard output and standard error as they came, cut at the beginning. */
  tail: string;
  /** Something was cut off. */
  cut: boolean;
}

/**
 * Runs a command to its end in a process group of its own, however much it prints. Nothing of its group is left afterwards.
 * @throws MaestroError `process.not-found`, or the signal's reason when it was aborted.
 */
export async function runForTail(
  file: string,
  args: readonly string[],
  options: TailOptions,
): Promise<TailResult> {
  options.signal.throwIfAborted();
  const child = execa(file, [...args], { ...inOwnGroup(options), stdin: 'ignore', all: true });
  const { pid } = child;
  if (pid === undefined) throw notFound(file, (await child).cause);
  endLeftovers(child, GRACE_MS);
  dropHeldPipes(child);
  let tail = '';
  let cut = false;
  child.all.setEncoding('utf8');
  child.all.on('data', (text: string) => {
    cut ||= tail.length + text.length > options.maxChars;
    tail = (tail + text).slice(-options.maxChars);
  });
  let timedOut = false;
  const end = (): void => void endGroup(pid, GRACE_MS);
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, options.timeoutMs);
  const unheard = onAbort(options.signal, end);
  try {
    const { exitCode } = await child;
    options.signal.throwIfAborted();
    return { exitCode: exitCode ?? null, timedOut, tail, cut };
  } finally {
    clearTimeout(timer);
    unheard();
    await endGroup(pid, GRACE_MS);
  }
}
