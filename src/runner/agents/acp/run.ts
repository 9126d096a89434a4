import { type ClientConnection, methods, type PromptRequest, RequestError } from '@agentclientprotocol/sdk';
import { MaestroError } from '../../../platform/errors.ts';
import { type LiveProcess, startProcess } from '../../../platform/process/run.ts';
import { endMarked, endTree } from '../../../platform/process/tree.ts';
import { oneLine } from '../../../platform/text.ts';
import { onAbort } from '../../../platform/on-abort.ts';
import type { AgentEvent, Turn } from '../agent.ts';
import { AGENT_MARK } from '../mark.ts';
import { failed } from '../one-shot.ts';
import { acpWords, COMMAND_VARIABLE, locate } from './command.ts';
import { connectAcp, greet, type Listener } from './connect.ts';
import { readError } from './errors.ts';
import { type AcpFold, acpFold } from './fold.ts';
import { ToolCall } from './messages.ts';
import { answerPermission } from './permissions.ts';
import { type EventQueue, eventQueue } from './queue.ts';
import { openSession } from './session.ts';

const GREETING_MS = 60_000;
/** Milliseconds that a cancelled turn gets to end by itself, and a finished process to leave. */
const CANCEL_MS = 3_000;
const LEAVE_MS = 1_000;

/** One turn: a process of its own from the first line to the last, so that nothing can stay behind. */
export async function* runAcp(turn: Turn, signal: AbortSignal): AsyncGenerator<AgentEvent, void> {
  let live: LiveProcess | undefined;
  try {
    if (signal.aborted) return yield { kind: 'finished', how: 'interrupted' };
    live = await start(turn);
    yield* converse(live, turn, signal);
  } catch (error) {
    if (signal.aborted) yield { kind: 'finished', how: 'interrupted' };
    else yield* failure(error, live);
  } finally {
    if (live) await end(live, turn.cwd);
  }
}

async function start(turn: Turn): Promise<LiveProcess> {
  const words = acpWords(turn.env);
  if (words === null) throw new MaestroError('acp.command', `${COMMAND_VARIABLE} is not set.`);
  // Silence about a model that was asked for would be a lie.
  if (turn.model !== null)
    throw new MaestroError(
      'acp.model',
      'The model of an ACP agent is chosen in its own command or settings.',
    );
  const [name = '', ...args] = words;
  const command = await locate(name, turn.env);
  if (command === null)
    throw new MaestroError(
      'agent.missing',
      `There is no ${JSON.stringify(name)} on the PATH (${COMMAND_VARIABLE}).`,
    );
  // One turn at a time works in a clone: whoever is still there is left over.
  await endMarked(AGENT_MARK, turn.cwd);
  return startProcess(command, args, { cwd: turn.cwd, env: { ...turn.env, [AGENT_MARK]: turn.cwd } });
}

/** From the greeting to the end of the prompt. Ends with a `finished` event or throws. */
async function* converse(
  live: LiveProcess,
  turn: Turn,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, void> {
  const queue = eventQueue();
  const fold = acpFold(turn.cwd);
  const heard = { from: false };
  const connection = connectAcp(live, listenerFor(turn, queue, fold, heard));
  // Until the prompt there is nothing to cancel: the process just ends, and every pending request with it.
  let interrupt = (): void => kill(live);
  const unheard = onAbort(signal, () => interrupt());
  try {
    const hello = await greet(connection, GREETING_MS);
    const sessionId = await openSession(connection, hello, turn);
    yield { kind: 'started', sessionId: hello.loads ? sessionId : null, model: null };
    signal.throwIfAborted();
    heard.from = true;
    const prompt: PromptRequest = { sessionId, prompt: [{ type: 'text', text: turn.prompt }] };
    const answered = connection.agent.request(methods.agent.session.prompt, prompt);
    interrupt = () => cancel(connection, live, sessionId);
    if (signal.aborted) interrupt();
    answered.then(
      ({ stopReason }) => queue.push(...fold.stopped(stopReason)),
      (error: unknown) => queue.push(...fold.rest(), ...broken(error, live, signal)),
    );
    yield* queue.read();
  } finally {
    unheard();
    connection.close();
  }
}

/** What is told before the prompt is the replay of an older session. */
function listenerFor(turn: Turn, queue: EventQueue, fold: AcpFold, heard: { from: boolean }): Listener {
  const tell = (...events: AgentEvent[]): void => {
    if (heard.from) queue.push(...events);
  };
  return {
    alive: () => turn.alive?.(),
    room: () => queue.room(),
    update: (update) => {
      if (heard.from) tell(...fold.update(update));
    },
    foreign: (raw) => tell({ kind: 'unknown', raw }),
    async permission({ toolCall, options }) {
      const call = fold.merged(ToolCall.parse(toolCall));
      const { response, told } = await answerPermission(call, options, turn);
      tell(told);
      return response;
    },
  };
}

/** Asks for the end of the turn; an agent that does not obey is ended. */
function cancel(connection: ClientConnection, live: LiveProcess, sessionId: string): void {
  const timer = setTimeout(() => kill(live), CANCEL_MS);
  void live.exited.then(() => clearTimeout(timer));
  // One that cannot be told any more is ended by the timer.
  connection.agent.notify(methods.agent.session.cancel, { sessionId }).catch(() => undefined);
}

function broken(error: unknown, live: LiveProcess, signal: AbortSignal): AgentEvent[] {
  return signal.aborted ? [{ kind: 'finished', how: 'interrupted' }] : failure(error, live);
}

function failure(error: unknown, live: LiveProcess | undefined): AgentEvent[] {
  if (error instanceof RequestError) {
    const { kind, message } = readError(error);
    const advice = kind === 'auth' ? ' Sign in by running its command once, and resume.' : '';
    return failed(kind, `${message}${advice}`);
  }
  const message =
    error instanceof MaestroError ? error.message : 'The agent ended in the middle of the turn.';
  const stderr = oneLine((live?.stderrTail() ?? '').slice(-2_000), 500);
  return failed('crash', stderr === '' ? message : `${message} Its last words: ${stderr}`);
}

/** Ends what can be reached now; `end` does the rest, and tells what failed. */
function kill(live: LiveProcess): void {
  endTree(live.pid).catch(() => undefined);
}

/** Leaves nothing behind: commands may run in sessions of their own. */
async function end(live: LiveProcess, cwd: string): Promise<void> {
  live.closeInput();
  await Promise.race([live.exited, new Promise((resolve) => setTimeout(resolve, LEAVE_MS).unref())]);
  await endTree(live.pid);
  await live.stop(LEAVE_MS);
  await endMarked(AGENT_MARK, cwd);
}
