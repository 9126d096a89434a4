import { isAbort, isTimeLimit, MaestroError } from '../../platform/errors.ts';
import { plural } from '../../platform/text.ts';
import { withTimeLimit } from '../../platform/time-limit.ts';
import { MAX_DOCUMENT_BYTES } from '../../runner/documents/limits.ts';
import { documentText, missingDocument, notText, tooLarge } from './text.ts';

const LIMIT_MS = 30_000;
const MAX_REDIRECTS = 5;
const HOSTS: ReadonlySet<string> = new Set([
  'github.com',
  'raw.githubusercontent.com',
  'user-images.githubusercontent.com',
  'gist.githubusercontent.com',
]);

/** True for an https address from which a document may come: GitHub's own hosts, and below githubusercontent.com. */
export function isAllowedSource(url: URL): boolean {
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '')
    return false;
  return HOSTS.has(url.hostname) || url.hostname.endsWith('.githubusercontent.com');
}

/**
 * Downloads an external document: text, at most 1 MiB, within 30 seconds, never from another host, never with a token.
 * @throws MaestroError `document.refused-host`, `document.missing`, `document.too-large`, `document.not-text`,
 * `document.offline`, or the signal's reason.
 */
export async function downloadDocument(
  get: typeof fetch,
  address: string,
  signal: AbortSignal,
  limitMs = LIMIT_MS,
): Promise<string> {
  const first = rawAddress(address);
  try {
    return await withTimeLimit(limitMs, signal, async (limit) => {
      const response = await follow(get, first, address, limit);
      if (response.headers.get('content-type')?.startsWith('text/html')) throw notText(address);
      return documentText(address, await limitedBody(response, address));
    });
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof MaestroError) throw cause;
    const why =
      isAbort(cause) || isTimeLimit(cause)
        ? `no whole answer within ${plural(Math.ceil(limitMs / 1_000), 'second')}`
        : String(cause);
    throw new MaestroError('document.offline', `The document ${address} could not be downloaded: ${why}.`, {
      remedy: 'Check the network connection.',
      cause,
    });
  }
}

/** The page of a file on github.com shows it; its `raw` sibling is the file. */
function rawAddress(address: string): URL {
  if (!URL.canParse(address)) throw refusedHost(address, 'is not a valid address');
  const url = new URL(address);
  if (url.hostname === 'github.com')
    url.pathname = url.pathname.replace(/^(\/[^/]+\/[^/]+)\/blob\//, '$1/raw/');
  return url;
}

async function follow(
  get: typeof fetch,
  first: URL,
  address: string,
  signal: AbortSignal,
): Promise<Response> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    if (!isAllowedSource(url))
      throw refusedHost(address, `leads to ${url.origin}, from where nothing is downloaded`);
    const response = await get(url, {
      redirect: 'manual',
      signal,
      headers: { accept: 'text/plain, text/*' },
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || !location) {
      if (response.ok) return response;
      await response.body?.cancel();
      if (response.status >= 500) throw new Error(`the host answered ${response.status}`);
      throw missingDocument(address, `cannot be downloaded: the host answered ${response.status}`);
    }
    await response.body?.cancel();
    url = new URL(location, url);
  }
  throw missingDocument(address, 'is redirected too often');
}

async function limitedBody(response: Response, address: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > MAX_DOCUMENT_BYTES) throw tooLarge(address);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refusedHost(address: string, why: string): MaestroError {
  return new MaestroError('document.refused-host', `The document ${JSON.stringify(address)} ${why}.`, {
    remedy: 'Ask the maintainers to add the document to the repository.',
  });
}
