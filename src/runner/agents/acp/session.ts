import {
  type ClientConnection,
  methods,
  type NewSessionRequest,
  RequestError,
} from '@agentclientprotocol/sdk';
import type { Turn } from '../agent.ts';
import { answerWithin, type Hello } from './connect.ts';

/** A session may start the user's own tool servers first. */
const SESSION_MS = 120_000;

/**
 * Continues the turn's session when it has one and the agent can, else starts one. Returns its id.
 * @throws MaestroError `acp.no-answer`; what the agent refused (`RequestError`).
 */
export async function openSession(connection: ClientConnection, hello: Hello, turn: Turn): Promise<string> {
  const { agent } = connection;
  const common: NewSessionRequest = { cwd: turn.cwd, mcpServers: [] };
  if (turn.sessionId !== null && hello.loads) {
    const sessionId = turn.sessionId;
    const loaded = await answerWithin(SESSION_MS, 'session/load', (cancellationSignal) =>
      agent.request(
        methods.agent.session.load,
        { ...common, sessionId },
        { cancellationSignal, stopWaitingOnCancel: true },
      ),
    ).then(
      () => true,
      (error: unknown) => {
        // A session that was deleted, or belongs to another home: the task is done in a fresh one.
        if (error instanceof RequestError && !connection.signal.aborted) return false;
        throw error;
      },
    );
    if (loaded) return sessionId;
  }
  const made = await answerWithin(SESSION_MS, 'session/new', (cancellationSignal) =>
    agent.request(methods.agent.session.new, common, { cancellationSignal, stopWaitingOnCancel: true }),
  );
  return made.sessionId;
}
