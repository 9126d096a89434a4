import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as the double got it. */
export interface DoubleRequest {
  method: string;
  /** Decoded path without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** The parsed JSON body; undefined when there was none. */
  body: unknown;
}

/** What the double does with a request: answers, breaks the connection, or sends half a body and then nothing. */
export type DoubleReply =
  | { status: number; json?: unknown; text?: string; headers?: Record<string, string> }
  | 'cut'
  | 'stall';

/** A bare HTTP server for answers that the rehearsal forge never gives. */
export interface HttpDouble {
  url: string;
  requests: DoubleRequest[];
  /** How many of them got half an answer. */
  stalls(): number;
}

/** Starts a server that ends with the running test. */
export async function httpDouble(
  answer: (request: DoubleRequest, index: number) => DoubleReply | Promise<DoubleReply>,
): Promise<HttpDouble> {
  const requests: DoubleRequest[] = [];
  let stalls = 0;
  const server = createServer((incoming, response) => {
    void handle(incoming, response);
  });
  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const url = new URL(incoming.url ?? '/', 'http://double');
    const request: DoubleRequest = {
      method: incoming.method ?? '',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: incoming.headers,
      body: text ? JSON.parse(text) : undefined,
    };
    requests.push(request);
    const reply = await answer(request, requests.length - 1);
    send(response, reply);
    if (reply === 'stall') stalls++;
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stalls: () => stalls,
  };
}

function send(response: ServerResponse, reply: DoubleReply): void {
  if (reply === 'cut') {
    response.destroy();
    return;
  }
  if (reply === 'stall') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"half":');
    return;
  }
  const body = reply.text ?? (reply.json === undefined ? '' : JSON.stringify(reply.json));
  const type = reply.text === undefined ? 'application/json' : 'text/html';
  response.writeHead(reply.status, { 'content-type': type, ...reply.headers });
  response.end(reply.status === 304 || reply.status === 204 ? undefined : body);
}
