import { asMaestroError, MaestroError } from '../../../platform/errors.ts';
import { type LiveProcess, startProcess } from '../../../platform/process/run.ts';
import { endMarked, endTree } from '../../../platform/process/tree.ts';
import { findOnPath } from '../../../platform/process/which.ts';
import { oneLine } from '../../../platform/text.ts';
import type { AgentEvent, Turn } from '../agent.ts';
import { AGENT_MARK } from '../mark.ts';
import { answerRequest } from './approvals.ts';
import { codexFold, wantsNotification } from './fold.ts';
import { connectRpc, type Rpc } from './rpc.ts';
import { initialize, openThread, startTurn } from './thread.ts';

/** Milliseconds that an interrupted turn gets to end by itself, and a finished process to leave. */
const INTERRUPT_MS = 3_000;
const LEAVE_MS = 1_000;

/** One turn: a process of its own from the first line to the last, so that nothing can stay behind. */
export async function* runCodex(turn: Turn, signal: AbortSignal): AsyncGenerator<AgentEvent, void> {
  let live: LiveProcess | undefined;
  const ending: Ending = { complete: false };
  try {
    signal.throwIfAborted();
    live = await startAppServer(turn);
    yield* converse(live, turn, ending, signal);
  } catch (error) {
    if (signal.aborted) yield { kind: 'finished', how: 'interrupted' };
    else yield* failed(error, live);
  } finally {
    if (live) await end(live, ending, turn);
  }
}

/** Whether the turn came to its own end. */
interface Ending {
  complete: boolean;
}

async function startAppServer(turn: Turn): Promise<LiveProcess> {
  const command = await findOnPath('codex', turn.env);
  if (command === null)
    throw new MaestroError('codex.missing', 'Codex is not installed (no "codex" on the PATH).');
  // One turn at a time works in a clone: whoever is still there is left over.
  await endMarked(AGENT_MARK, turn.cwd);
  return startProcess(command, ['app-server'], {
    cwd: turn.cwd,
    env: { ...turn.env, [AGENT_MARK]: turn.cwd },
  });
}

/** From the greeting to the end of the turn. Ends with a `finished` event or throws. */
async function* converse(
  live: LiveProcess,
  turn: Turn,
  ending: Ending,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, void> {
  const rpc = connectRpc(live, { wants: wantsNotification, alive: () => turn.alive?.() });
  // Until the turn has begun there is nothing to interrupt: the process just ends, and every pending request with it.
  let interrupt = (): void => kill(live);
  const onAbort = (): void => interrupt();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await initialize(rpc);
    const thread = await openThread(rpc, turn);
    yield { kind: 'started', sessionId: thread.id, model: thread.model };
    signal.throwIfAborted();
    const turnId = await startTurn(rpc, thread.id, turn);
    interrupt = () => void interruptTurn(rpc, live, { threadId: thread.id, turnId });
    if (signal.aborted) interrupt();
    const fold = codexFold({ cwd: turn.cwd, threadId: thread.id, turnId, resumed: thread.resumed });
    for await (const message of rpc.incoming()) {
      if (message.kind === 'text') yield { kind: 'unknown', raw: message.text };
      else if (message.kind === 'request') {
        const answer = answerRequest(message.method, message.params, turn.sandbox);
        await rpc.respond(message.id, answer.result);
        yield { kind: 'needs_input', ...answer.told };
      } else {
        const { events, over } = fold(message.method, message.params);
        // Before it is told: whoever hears of the end may not come back for more.
        ending.complete = events.some((event) => event.kind === 'finished' && event.how === 'completed');
        yield* events;
        if (over) return;
      }
    }
    throw new MaestroError('codex.closed', 'Codex ended in the middle of the turn.');
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** Asks for the end of the turn; a Codex that does not obey is ended. */
async function interruptTurn(
  rpc: Rpc,
  live: LiveProcess,
  ids: { threadId: string; turnId: string },
): Promise<void> {
  const timer = setTimeout(() => kill(live), INTERRUPT_MS);
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
async function end(live: LiveProcess, ending: Ending, turn: Turn): Promise<void> {
  if (ending.complete) {
    live.closeInput();
    await Promise.race([live.exited, new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref())]);
  }
  await endTree(live.pid);
  await live.stop(LEAVE_MS);
  await endMarked(AGENT_MARK, turn.cwd);
}

async function* failed(error: unknown, live: LiveProcess | undefined): AsyncGenerator<AgentEvent> {
  const { message } = asMaestroError(error);
  const stderr = oneLine((live?.stderrTail() ?? '').slice(-2_000), 500);
  yield {
    kind: 'error',
    error: 'crash',
    message: stderr === '' ? message : `${message} Its last words: ${stderr}`,
    willRetry: false,
    resetAt: null,
  };
  yield { kind: 'finished', how: 'failed' };
}
