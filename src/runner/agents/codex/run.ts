import { asMaestroError, MaestroError } from '../../../platform/errors.ts';
import { findOnPath } from '../../../platform/process/which.ts';
import type { AgentEvent, Turn } from '../agent.ts';
import { type CodexSession, openCodexSession } from './session.ts';

/** One turn: a process of its own from the first line to the last, so that nothing can stay behind. */
export async function* runCodex(turn: Turn, signal: AbortSignal): AsyncGenerator<AgentEvent, void> {
  let session: CodexSession | undefined;
  try {
    signal.throwIfAborted();
    session = await openCodexSession({ ...turn, command: [await requireCodex(turn), 'app-server'] }, signal);
    yield { kind: 'started', sessionId: session.threadId, model: session.model };
    yield* session.turn(turn.prompt, signal, turn.steering);
  } catch (error) {
    if (signal.aborted) yield { kind: 'finished', how: 'interrupted' };
    else yield* failed(session ? session.explained(error) : asMaestroError(error));
  } finally {
    await session?.close();
  }
}

async function requireCodex({ env }: Turn): Promise<string> {
  const command = await findOnPath('codex', env);
  if (command !== null) return command;
  throw new MaestroError('codex.missing', 'Codex is not installed (no "codex" on the PATH).');
}

function* failed({ message }: MaestroError): Generator<AgentEvent> {
  yield { kind: 'error', error: 'crash', message, willRetry: false, resetAt: null };
  yield { kind: 'finished', how: 'failed' };
}
