import type { IncomingMessage } from 'node:http';

/**
 * The address that a request is for, when it is one of ours; else the status to refuse it with. `ourUrl` is the server's
 * own address on loopback.
 */
export function ownUrl(request: IncomingMessage, ourUrl: string): URL | 400 | 421 {
  const target = request.url ?? '/';
  // Only paths: a proxy's absolute form and `//host` are not for us.
  if (!/^\/(?!\/)/.test(target)) return 400;
  const { port } = new URL(ourUrl);
  const { host } = request.headers;
  // A page in a browser could point its own name at loopback and read what is rehearsed: only our own name is served.
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 421;
  return new URL(target, ourUrl);
}
