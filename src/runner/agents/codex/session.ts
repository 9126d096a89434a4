import { asMaestroError, MaestroError } from '../../../platform/errors.ts';
import { type LiveProcess, startProcess } from '../../../platform/process/run.ts';
import { endMarked, endTree } from '../../../platform/process/tree.ts';
import { oneLine } from '../../../platform/text.ts';
import { onAbort } from '../../../platform/on-abort.ts';
import type { AgentEvent, Turn } from '../agent.ts';
import { AGENT_MARK } from '../mark.ts';
import { answerRequest } from './approvals.ts';
import { codexFold, wantsNotification } from './fold.ts';
import { type Enclosure, encloseSession } from './sandbox.ts';
import { connectRpc, type Incoming, type Rpc } from './rpc.ts';
import { steerTurn } from './steer.ts';
import {
  initialize,
  type OpenThread,
  openThread,
  startTurn,
  type ThreadOptions,
  type TurnOptions,
} from './thread.ts';
import { answerToolCall, type DynamicTools } from './tools.ts';
import type { ThreadTotals } from './usage.ts';
import { STAND_IN } from '../scripted/name.ts';

/** Milliseconds that an interrupted turn gets to end by itself, and a finished process to leave. */
const INTERRUPT_MS = 3_000;
const LEAVE_MS = 1_000;

/** How a session is opened. */
export interface SessionOptions
  extends ThreadOptions,
    Partial<TurnOptions>,
    Pick<Turn, 'sandbox' | 'env' | 'alive' | 'ours'> {
  /** The command line: `[codex, 'app-server']`, the first an absolute path. */
  command: readonly [string, ...string[]];
  /** Tools of ours that the agent may call; none unless given. */
  tools?: DynamicTools;
  /** What is done reaches nobody else: a stand-in that uses no model may do it, too. */
  rehearsal?: boolean;
  /** Told every line that is no message, also of those that come before the first turn. */
  foreign?(line: string): void;
}

/** A thread of Codex in a process of its own, for one turn after the other. */
export interface CodexSession {
  readonly threadId: string;
  readonly model: string;
  /** False also when the wanted thread could not be had. */
  readonly resumed: boolean;
  /** Why the wanted thread could not be had; null when none was wanted, or it was had. */
  readonly whyNot: string | null;
  /**
   * Runs one turn to its `finished` event. Aborting the signal interrupts it. `steering` are the lines that the user types
   * meanwhile.
   * @throws MaestroError `codex.*` when the process ends or does not answer.
   */
  turn(prompt: string, signal: AbortSignal, steering?: Turn['steering']): AsyncGenerator<AgentEvent, void>;
  /** The error with the last words of the process, which often say why. */
  explained(error: unknown): MaestroError;
  /** Ends the process and whatever it started. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts Codex and opens a thread. Whoever opens a session closes it, in `finally`.
 * @throws MaestroError `codex.*` or `process.not-found`; the signal's reason. Nothing is left behind then.
 */
export async function openCodexSession(options: SessionOptions, signal: AbortSignal): Promise<CodexSession> {
  signal.throwIfAborted();
  const [command, ...args] = options.command;
  // One turn at a time works in a clone: whoever is still there is left over.
  await endMarked(AGENT_MARK, options.cwd);
  const enclosure = await encloseSession(options);
  const live = await startProcess(command, args, {
    cwd: options.cwd,
    env: { ...options.env, ...enclosure.env, [AGENT_MARK]: options.cwd },
  }).catch(async (error: unknown) => {
    await enclosure.leave();
    throw error;
  });
  // Nothing to interrupt yet: the process just ends, and every pending request with it.
  const unheard = onAbort(signal, () => kill(live));
  try {
    const watched = { lines: watchLines(live.lines, options.foreign), writeLine: live.writeLine };
    const rpc = connectRpc(watched, { wants: wantsNotification, alive: () => options.alive?.() });
    const who = await initialize(rpc, options.answerMs);
    if (who.startsWith(STAND_IN) && !options.rehearsal) throw noModel();
    const thread = await openThread(rpc, { ...options, tools: options.tools?.specs ?? [] });
    signal.throwIfAborted();
    return session(live, rpc, thread, { ...options, enclosure });
  } catch (error) {
    await end(live, false, options.cwd);
    await enclosure.leave();
    signal.throwIfAborted();
    throw withLastWords(error, live);
  } finally {
    unheard();
  }
}

function noModel(): MaestroError {
  return new MaestroError(
    'agent.rehearsal-only',
    'The command for Codex is a stand-in that uses no model: it works in rehearsals only.',
    { remedy: 'Name the real one, for example codex app-server.' },
  );
}

/** The same lines; `foreign` hears of those that cannot be messages. */
async function* watchLines(
  lines: AsyncIterable<string>,
  foreign: SessionOptions['foreign'],
): AsyncGenerator<string, void> {
  for await (const line of lines) {
    if (line.trim() !== '' && !line.startsWith('{')) foreign?.(line);
    yield line;
  }
}

function session(
  live: LiveProcess,
  rpc: Rpc,
  thread: OpenThread,
  options: SessionOptions & { enclosure: Enclosure },
): CodexSession {
  const { enclosure } = options;
  const turnOptions = { ...options, sandboxPolicy: options.sandboxPolicy ?? enclosure.policy };
  const incoming = rpc.incoming();
  // Over all turns: Codex's reports are totals per thread.
  const totals: ThreadTotals = new Map();
  // Whether the last turn came to its own end: only then Codex has ended its commands by itself.
  let complete = false;

  /** An answer to what Codex asks, and what the journal is told of it. */
  async function answered(message: Extract<Incoming, { kind: 'request' }>): Promise<AgentEvent[]> {
    const own = await answerToolCall(message, options.tools);
    if (own) {
      await rpc.respond(message.id, own);
      return [];
    }
    const answer = answerRequest(message.method, message.params, options.sandbox);
    await rpc.respond(message.id, answer.result);
    return [{ kind: 'needs_input', ...answer.told }];
  }

  async function* turn(
    prompt: string,
    signal: AbortSignal,
    steering?: Turn['steering'],
  ): AsyncGenerator<AgentEvent, void> {
    signal.throwIfAborted();
    complete = false;
    // Until the turn has begun there is nothing to interrupt.
    let interrupt = (): void => kill(live);
    const unheard = onAbort(signal, () => interrupt());
    const ended = new AbortController();
    try {
      const turnId = await startTurn(rpc, thread.id, prompt, turnOptions);
      interrupt = () => void interruptTurn(rpc, live, { threadId: thread.id, turnId }, ended.signal);
      if (signal.aborted) interrupt();
      const { id: threadId, resumed } = thread;
      if (steering)
        // What stops it (a journal that cannot be written) stops the turn, too, with its next event.
        steerTurn(rpc, steering, { threadId, turnId }, ended.signal).catch(() => undefined);
      const fold = codexFold({ cwd: options.cwd, threadId, turnId, resumed, totals });
      for (;;) {
        const next = await incoming.next();
        if (next.done) throw new MaestroError('codex.closed', 'Codex ended in the middle of the turn.');
        const message = next.value;
        if (message.kind === 'text') yield { kind: 'unknown', raw: message.text };
        else if (message.kind === 'request') yield* await answered(message);
        else {
          const { events, over } = fold(message.method, message.params);
          // Before it is told: whoever hears of the end may not come back for more.
          complete = events.some((event) => event.kind === 'finished' && event.how === 'completed');
          // What is over is not interrupted, or the next turn of the thread would pay for it.
          if (over) unheard();
          yield* events;
          if (over) return;
        }
      }
    } finally {
      ended.abort();
      unheard();
    }
  }

  return {
    threadId: thread.id,
    model: thread.model,
    resumed: thread.resumed,
    whyNot: thread.whyNot,
    turn,
    explained: (error) => withLastWords(error, live),
    async close() {
      await end(live, complete, options.cwd);
      await enclosure.leave();
    },
  };
}

/** Asks for the end of the turn; a Codex that does not obey until `ended` is ended. */
async function interruptTurn(
  rpc: Rpc,
  live: LiveProcess,
  ids: { threadId: string; turnId: string },
  ended: AbortSignal,
): Promise<void> {
  const timer = setTimeout(() => kill(live), INTERRUPT_MS);
  ended.addEventListener('abort', () => clearTimeout(timer), { once: true });
  void live.exited.then(() => clearTimeout(timer));
  // A refusal or no answer changes nothing: the end of the turn, or the timer, ends the wait.
  await rpc.request('turn/interrupt', ids, INTERRUPT_MS).catch(() => undefined);
}

/** Ends what can be reached now; `end` does the rest, and tells what failed. */
function kill(live: LiveProcess): void {
  endTree(live.pid).catch(() => undefined);
}

/**
 * Leaves nothing behind. Commands run in sessions of their own: after a complete turn Codex ends them when it leaves;
 * an interrupted one may forget a command that was just being started (2 of 100), so that its whole tree is ended.
 */
async function end(live: LiveProcess, complete: boolean, cwd: string): Promise<void> {
  if (complete) {
    live.closeInput();
    await Promise.race([live.exited, new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref())]);
  }
  await endTree(live.pid);
  await live.stop(LEAVE_MS);
  await endMarked(AGENT_MARK, cwd);
}

function withLastWords(error: unknown, live: LiveProcess): MaestroError {
  const known = asMaestroError(error);
  const words = oneLine(live.stderrTail().slice(-2_000), 500);
  if (words === '') return known;
  const { remedy, data } = known;
  const details = { data, cause: error, ...(remedy === undefined ? {} : { remedy }) };
  return new MaestroError(known.code, `${known.message} Its last words: ${words}`, details);
}
