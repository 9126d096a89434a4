import * as z from 'zod';
import { MaestroError } from '../../../platform/errors.ts';
import type { LiveProcess } from '../../../platform/process/run.ts';

const Id = z.union([z.number(), z.string()]);
const Notification = z
  .object({ method: z.string(), params: z.unknown().optional() })
  .transform((m) => ({ kind: 'notification' as const, ...m }));
const Message = z.union([
  z
    .object({ id: Id, method: z.string(), params: z.unknown().optional() })
    .transform((m) => ({ kind: 'request' as const, ...m })),
  Notification,
  z
    .object({ id: Id, error: z.object({ code: z.number(), message: z.string() }) })
    .transform((m) => ({ kind: 'failure' as const, ...m })),
  z.object({ id: Id, result: z.unknown() }).transform((m) => ({ kind: 'reply' as const, ...m })),
]);
type Message = z.infer<typeof Message>;

/** What the other side says unasked: its requests (to be answered with `respond`), its notifications, foreign lines. */
export type Incoming =
  | { kind: 'request'; id: number | string; method: string; params?: unknown }
  | { kind: 'notification'; method: string; params?: unknown }
  | { kind: 'text'; text: string };

/** JSON-RPC (without the `jsonrpc` member, as Codex speaks it) over a process's standard streams, one object a line. */
export interface Rpc {
  /**
   * Sends a request and resolves to its result.
   * @throws MaestroError `codex.refused` (the other side's error), `codex.no-answer` (time limit), `codex.closed`.
   */
  request(method: string, params: unknown, timeoutMs: number): Promise<unknown>;
  notify(method: string, params?: unknown): Promise<void>;
  /** Answers one of the other side's requests; with `undefined` as "not supported". */
  respond(id: number | string, result: unknown): Promise<void>;
  /**
   * Everything that comes unasked, in order, from the first line on: what arrives in the same read as a reply waits here
   * until it is asked for. Ends when the process closes its output. For one reader.
   */
  incoming(): AsyncGenerator<Incoming, void>;
}

/** The most messages that wait for their reader; then reading pauses (unless a reply is awaited). */
const MAX_WAITING = 1_000;

/** Starts to read a process's lines. `wants` says which notifications are kept; the others only count as signs of life. */
export function connectRpc(
  live: Pick<LiveProcess, 'lines' | 'writeLine'>,
  options: { wants(method: string): boolean; alive(): void },
): Rpc {
  const pending = new Map<number | string, (message: Message | null) => void>();
  const waiting: Incoming[] = [];
  let nextId = 1;
  let closed = false;
  let wake: () => void = () => undefined;
  let room: () => void = () => undefined;

  const sort = (line: string): void => {
    const message = parseLine(line);
    if (message.kind === 'reply' || message.kind === 'failure') {
      pending.get(message.id)?.(message);
      return;
    }
    if (message.kind === 'notification' && !options.wants(message.method)) return;
    waiting.push(message);
    wake();
  };
  const read = async (): Promise<void> => {
    try {
      for await (const line of live.lines) {
        options.alive();
        if (line.trim() !== '') sort(line);
        while (waiting.length >= MAX_WAITING && pending.size === 0)
          await new Promise<void>((resolve) => {
            room = resolve;
          });
      }
    } finally {
      closed = true;
      for (const settle of [...pending.values()]) settle(null);
      wake();
    }
  };
  // A stream that breaks has ended, as far as anybody here is concerned: `finally` has told them.
  read().catch(() => undefined);

  return {
    async request(method, params, timeoutMs) {
      if (closed) throw gone(method);
      const id = nextId++;
      let timer: NodeJS.Timeout | undefined;
      try {
        const answer = new Promise<Message | null>((resolve, reject) => {
          pending.set(id, resolve);
          timer = setTimeout(() => reject(noAnswer(method, timeoutMs)), timeoutMs);
        });
        room();
        const written = live.writeLine(JSON.stringify({ id, method, params })).catch((cause: unknown) => {
          throw gone(method, cause);
        });
        const message = await Promise.race([answer, written.then(() => answer)]);
        if (message?.kind === 'reply') return message.result;
        if (message?.kind === 'failure')
          throw new MaestroError('codex.refused', `Codex refused ${method}: ${message.error.message}`, {
            data: { rpcCode: message.error.code },
          });
        throw gone(method);
      } finally {
        clearTimeout(timer);
        pending.delete(id);
      }
    },
    notify: (method, params) => live.writeLine(JSON.stringify({ method, params })),
    respond: (id, result) =>
      live.writeLine(
        JSON.stringify(
          result === undefined ? { id, error: { code: -32601, message: 'Not supported.' } } : { id, result },
        ),
      ),
    async *incoming() {
      for (;;) {
        const next = waiting.shift();
        if (next) {
          if (waiting.length < MAX_WAITING) room();
          yield next;
        } else if (closed) return;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}

function parseLine(line: string): Message | { kind: 'text'; text: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Agents (and what they load) print plain lines now and then: kept as text, never acted upon.
    return { kind: 'text', text: line };
  }
  // Without an id nothing else can be meant, and nearly everything is without one.
  const message = hasId(value) ? Message.safeParse(value) : Notification.safeParse(value);
  return message.success ? message.data : { kind: 'text', text: line };
}

function hasId(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value;
}

function gone(method: string, cause?: unknown): MaestroError {
  return new MaestroError('codex.closed', `Codex ended before it answered ${method}.`, { cause });
}

function noAnswer(method: string, timeoutMs: number): MaestroError {
  return new MaestroError('codex.no-answer', `Codex did not answer ${method} within ${timeoutMs / 1_000} s.`);
}
