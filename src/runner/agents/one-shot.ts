import { MaestroError } from '../../platform/errors.ts';
import { killGroup } from '../../platform/process/kill.ts';
import { type LiveProcess, startProcess } from '../../platform/process/run.ts';
import { endMarked, endTree } from '../../platform/process/tree.ts';
import { findOnPath } from '../../platform/process/which.ts';
import { oneLine } from '../../platform/text.ts';
import { onAbort } from '../../platform/on-abort.ts';
import type { AgentEvent, Turn } from './agent.ts';
import { AGENT_MARK } from './mark.ts';

/** Milliseconds between SIGINT and SIGTERM, and between SIGTERM and SIGKILL, of an interrupted turn. */
const INTERRUPT_MS = 3_000;
/** Milliseconds that a process gets to leave by itself after its last word. */
const LEAVE_MS = 1_000;

/** A command that gets one prompt, prints lines while it works, and ends. */
export interface OneShot {
  /** The command on the PATH of `env`, and what the agent is called in messages. */
  command: string;
  displayName: string;
  args: readonly string[];
  /** The whole environment. */
  env: NodeJS.ProcessEnv;
  /** Written to standard input, which is closed after it: a prompt is not for everybody's process list. */
  input: string;
  /** Its log on standard error is read by the fold, too. */
  readsLog?: boolean;
  /** Lines of its log that say nothing about how it ended. */
  noise?: RegExp;
  fold: LineFold;
}

/** Turns what a command prints into events. One per turn: it remembers. */
export interface LineFold {
  /** What one line of standard output means. The first `finished` among the events ends the turn. */
  line(text: string): AgentEvent[];
  /** What it means that the process ended without a `finished`; the last event is one. */
  ended(exit: Exit): AgentEvent[];
}

/** How a process ended, and its last words on standard error (one line, at most 500 characters). */
export interface Exit {
  exitCode: number | undefined;
  signal: string | undefined;
  stderr: string;
}

/**
 * One turn of such a command, in a process group of its own. Aborting the signal sends SIGINT, then SIGTERM, then SIGKILL,
 * and the turn ends as interrupted unless the agent was done. Nothing it started is left when this returns.
 */
export async function* runOneShot(
  shot: OneShot,
  turn: Pick<Turn, 'cwd' | 'alive'>,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, void> {
  let live: LiveProcess | undefined;
  try {
    if (signal.aborted) return yield { kind: 'finished', how: 'interrupted' };
    live = await start(shot, turn.cwd);
    yield* converse(live, shot, turn, signal);
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    if (signal.aborted) yield { kind: 'finished', how: 'interrupted' };
    else yield* failed('crash', error.message);
  } finally {
    if (live) await end(live, turn.cwd);
  }
}

/** A failure and the end of the turn. */
export function failed(
  error: Extract<AgentEvent, { kind: 'error' }>['error'],
  message: string,
  resetAt: string | null = null,
): AgentEvent[] {
  return [
    { kind: 'error', error, message, willRetry: false, resetAt },
    { kind: 'finished', how: 'failed' },
  ];
}

/** The end of a process that did not say how its turn ended. */
export function crashed(displayName: string, { exitCode, signal, stderr }: Exit): AgentEvent[] {
  const how = signal === undefined ? `exit code ${exitCode}` : signal;
  const words = stderr === '' ? '' : ` Its last words: ${stderr}`;
  return failed('crash', `${displayName} ended in the middle of the turn (${how}).${words}`);
}

/** A line's JSON value; undefined when it is none (agents, and what they load, print plain lines now and then). */
export function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Kept by the caller as an event of its own, never acted upon.
    return undefined;
  }
}

async function start(shot: OneShot, cwd: string): Promise<LiveProcess> {
  const command = await findOnPath(shot.command, shot.env);
  if (command === null)
    throw new MaestroError(
      'agent.missing',
      `${shot.displayName} is not installed (no "${shot.command}" on the PATH).`,
    );
  // One turn at a time works in a clone: whoever is still there is left over.
  await endMarked(AGENT_MARK, cwd);
  const env = { ...shot.env, [AGENT_MARK]: cwd };
  return startProcess(command, shot.args, { cwd, env, errorLines: shot.readsLog === true });
}

/** From the prompt to the end. */
async function* converse(
  live: LiveProcess,
  { input, fold, noise }: OneShot,
  turn: Pick<Turn, 'alive'>,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, void> {
  const timers: NodeJS.Timeout[] = [];
  const later = (ms: number, act: () => void): void => void timers.push(setTimeout(act, ms));
  const interrupt = (): void => {
    killGroup(live.pid, 'SIGINT');
    later(INTERRUPT_MS, () => killGroup(live.pid, 'SIGTERM'));
    later(2 * INTERRUPT_MS, () => void live.stop(0));
  };
  const unheard = onAbort(signal, interrupt);
  // What it started may hold its output open for ever.
  void live.exited.then(() => later(LEAVE_MS, () => void live.stop(0)));
  try {
    // A process that is gone cannot be written to: its end tells why.
    live.writeLine(input).catch(() => undefined);
    live.closeInput();
    for await (const line of live.lines) {
      turn.alive?.();
      if (line.trim() === '') continue;
      const events = fold.line(line);
      yield* events;
      if (events.some((event) => event.kind === 'finished')) return;
    }
    const exit = await live.exited;
    if (signal.aborted) return yield { kind: 'finished', how: 'interrupted' };
    const words = live
      .stderrTail()
      .split('\n')
      .filter((line) => !noise?.test(line));
    yield* fold.ended({ ...exit, stderr: oneLine(words.join('\n').slice(-2_000), 500) });
  } finally {
    unheard();
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Leaves nothing behind: commands may run in sessions of their own. */
async function end(live: LiveProcess, cwd: string): Promise<void> {
  await Promise.race([live.exited, new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref())]);
  await endTree(live.pid);
  await live.stop(LEAVE_MS);
  await endMarked(AGENT_MARK, cwd);
}
