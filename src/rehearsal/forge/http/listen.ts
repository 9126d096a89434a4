import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback that waits for its requests when it stops. */
export interface Listener {
  /** Without a trailing slash. */
  readonly url: string;
  /** Starts answering: a handler that rejects is a failure of the server's own, handed to `onFailure`. */
  serve(
    handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
    onFailure: (error: unknown) => void,
  ): void;
  /** Takes no more requests, cuts what is open and waits until every handler has ended. Call after aborting `signal`. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 (port 0: any free one). `signal` is aborted when the server is to stop. @throws when the port is taken. */
export async function listen(port: number, signal: AbortSignal): Promise<Listener> {
  const server = createServer({ requestTimeout: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const open = new Set<Promise<void>>();
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve(handle, onFailure) {
      server.on('request', (request, response) => {
        const visit = handle(request, response)
          .catch((error: unknown) => {
            // A client that hung up in the middle is not the server's failure, and neither is being stopped.
            if (!request.destroyed && !signal.aborted) onFailure(error);
            if (!response.headersSent) response.writeHead(500);
            response.end();
          })
          .finally(() => open.delete(visit));
        open.add(visit);
      });
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all(open);
      await closed;
    },
  };
}
