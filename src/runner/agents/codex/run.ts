import { asMaestroError, MaestroError } from '../../../platform/errors.ts';
import { type LiveProcess, startProcess } from '../../../platform/process/run.ts';
import { findOnPath } from '../../../platform/process/which.ts';
import { oneLine } from '../../../platform/text.ts';
import type { AgentEvent, Turn } from '../agent.ts';
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
  try {
    signal.throwIfAborted();
    live = await startAppServer(turn);
    yield* converse(live, turn, signal);
  } catch (error) {
    if (signal.aborted) yield { kind: 'finished', how: 'interrupted' };
    else yield* failed(error, live);
  } finally {
    await live?.stop(LEAVE_MS);
  }
}

async function startAppServer(turn: Turn): Promise<LiveProcess> {
  const command = await findOnPath('codex', turn.env);
  if (command === null)
    throw new MaestroError('codex.missing', 'Codex is not installed (no "codex" on the PATH).');
  return startProcess(command, ['app-server'], { cwd: turn.cwd, env: turn.env });
}

/** From the greeting to the end of the turn. Ends with a `finished` event or throws. */
async function* converse(
  live: LiveProcess,
  turn: Turn,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, void> {
  const rpc = connectRpc(live, { wants: wantsNotification, alive: () => turn.alive?.() });
  // Until the turn has begun there is nothing to interrupt: the process just ends, and every pending request with it.
  let interrupt = (): void => void live.stop(LEAVE_MS);
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
        yield* events;
        if (over) return leave(live);
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
  const timer = setTimeout(() => void live.stop(LEAVE_MS), INTERRUPT_MS);
  void live.exited.then(() => clearTimeout(timer));
  // A refusal or no answer changes nothing: the end of the turn, or the timer, ends the wait.
  await rpc.request('turn/interrupt', ids, INTERRUPT_MS).catch(() => undefined);
}

/** Lets Codex end its own children (commands run in sessions of their own), then returns. */
async function leave(live: LiveProcess): Promise<void> {
  live.closeInput();
  await Promise.race([live.exited, new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref())]);
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
