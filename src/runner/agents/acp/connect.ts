import {
  type AnyMessage,
  type ClientConnection,
  client,
  methods,
  type RequestPermissionRequest,
  type RequestPermissionResponse,
} from '@agentclientprotocol/sdk';
import { MaestroError } from '../../../platform/errors.ts';
import type { LiveProcess } from '../../../platform/process/run.ts';
import { withTimeLimit } from '../../../platform/time-limit.ts';
import { VERSION } from '../../../platform/version.ts';
import { ForSdk, type Update, UpdateNotice } from './messages.ts';

/** Who hears what the agent says unasked. */
export interface Listener {
  /** Every line is a sign of life. */
  alive(): void;
  update(update: Update): void;
  /** A line that is no message, or an update that is not known. */
  foreign(line: string): void;
  permission(request: RequestPermissionRequest): Promise<RequestPermissionResponse>;
  /** Resolves when more may be heard. */
  room(): Promise<void>;
}

/**
 * Speaks the protocol with a process, one message a line, through the SDK. Neither files nor terminals are offered: what the
 * agent does, it does with its own tools. Updates are heard in their order and before any answer that follows them.
 */
export function connectAcp(
  live: Pick<LiveProcess, 'lines' | 'writeLine'>,
  listener: Listener,
): ClientConnection {
  const readable = new ReadableStream<AnyMessage>({
    async pull(controller) {
      for (;;) {
        await listener.room();
        const next = await live.lines.next();
        if (next.done) return controller.close();
        listener.alive();
        const message = sort(next.value, listener);
        if (message) return controller.enqueue(message);
      }
    },
  });
  const writable = new WritableStream<AnyMessage>({
    write: (message) => live.writeLine(JSON.stringify(message)),
  });
  return client({ name: 'maestro-symphony' })
    .onRequest(methods.client.session.requestPermission, ({ params }) => listener.permission(params))
    .connect({ readable, writable });
}

/** Updates and foreign lines go to the listener, the rest to the SDK. */
function sort(line: string, listener: Listener): AnyMessage | undefined {
  if (line.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Agents (and what they load) print plain lines now and then: kept as text, never acted upon.
    listener.foreign(line);
    return undefined;
  }
  const notice = UpdateNotice.safeParse(value);
  if (notice.success) listener.update(notice.data.params.update);
  else if (ForSdk.safeParse(value).success) return value as AnyMessage;
  else listener.foreign(line);
  return undefined;
}

/** What an agent says of itself. */
export interface Hello {
  version: string | null;
  /** It can continue a session. */
  loads: boolean;
}

/**
 * The greeting, needed before anything else.
 * @throws MaestroError `acp.no-answer`, `acp.protocol`; what the agent refused (`RequestError`).
 */
export async function greet(connection: ClientConnection, timeoutMs: number): Promise<Hello> {
  const hello = await answerWithin(timeoutMs, 'initialize', (cancellationSignal) =>
    connection.agent.request(
      methods.agent.initialize,
      {
        protocolVersion: 1,
        clientInfo: { name: 'maestro-symphony', title: 'Maestro Symphony', version: VERSION },
        clientCapabilities: {},
      },
      { cancellationSignal, stopWaitingOnCancel: true },
    ),
  );
  if (hello.protocolVersion !== 1)
    throw new MaestroError(
      'acp.protocol',
      `The agent speaks version ${hello.protocolVersion} of the protocol, not 1.`,
    );
  return {
    version: hello.agentInfo?.version ?? null,
    loads: hello.agentCapabilities?.loadSession === true,
  };
}

/** Waits for an answer, but not for ever. */
export async function answerWithin<T>(
  ms: number,
  method: string,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  let expired = false;
  try {
    return await withTimeLimit(ms, undefined, (signal) => {
      signal.addEventListener('abort', () => {
        expired = true;
      });
      return ask(signal);
    });
  } catch (error) {
    if (!expired) throw error;
    throw new MaestroError('acp.no-answer', `The agent did not answer ${method} within ${ms / 1_000} s.`);
  }
}
