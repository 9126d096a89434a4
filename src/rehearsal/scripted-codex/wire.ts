import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import * as z from 'zod';
import { MaestroError } from '../../platform/errors.ts';

const Line = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});

/** A request of the client's; what is thrown becomes its error. */
export type Handler = (method: string, params: Record<string, unknown>) => unknown;

/** The server's side of Codex's app-server protocol: JSON-RPC without the `jsonrpc` member, one object a line. */
export interface Wire {
  notify(method: string, params: unknown): void;
  /** Asks the client. @throws MaestroError `scripted.refused` with the client's words, or when the client has left. */
  ask(method: string, params: unknown): Promise<unknown>;
  /** Ends when the client closes its side. */
  closed: Promise<void>;
}

/** Serves requests from `input`; replies go out in the order in which they are ready. */
export function openWire(input: Readable, output: Writable, handle: Handler): Wire {
  const waiting = new Map<number | string, (line: z.infer<typeof Line> | null) => void>();
  let nextId = 1;
  const send = (message: object): void => void output.write(`${JSON.stringify(message)}\n`);

  const take = (text: string): void => {
    const parsed = Line.safeParse(json(text));
    if (!parsed.success) return;
    const { id, method, params = {} } = parsed.data;
    if (method === undefined) {
      if (id !== undefined) waiting.get(id)?.(parsed.data);
      return;
    }
    // A notification wants no answer.
    if (id === undefined) return;
    try {
      send({ id, result: handle(method, params) ?? {} });
    } catch (error) {
      send({ id, error: { code: -32_600, message: error instanceof Error ? error.message : String(error) } });
    }
  };

  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('line', take);
  const closed = new Promise<void>((resolve) => lines.once('close', resolve));
  void closed.then(() => {
    for (const left of waiting.values()) left(null);
  });

  return {
    notify: (method, params) => send({ method, params }),
    async ask(method, params) {
      const id = nextId++;
      const reply = await new Promise<z.infer<typeof Line> | null>((resolve) => {
        waiting.set(id, resolve);
        send({ id, method, params });
      });
      waiting.delete(id);
      if (reply?.error === undefined && reply !== null) return reply.result;
      throw new MaestroError('scripted.refused', reply?.error?.message ?? 'The client has left.');
    },
    closed,
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not for us; Codex passes over it as well.
    return null;
  }
}
