import { isTimeLimit, MaestroError } from '../../platform/errors.ts';
import { oneLine, plural } from '../../platform/text.ts';
import { withTimeLimit } from '../../platform/time-limit.ts';
import { MAX_REGISTRY_BYTES } from './parse.ts';
import { isAllowed } from './sources.ts';
import { tooLarge } from './too-large.ts';

const MAX_REDIRECTS = 5;

/** What a web address says about a registry. */
export type Download = { changed: true; text: string; etag: string | null } | { changed: false };

/**
 * Downloads a registry, or learns by its ETag that the stored copy is still the newest. No token is sent. At most 5 MiB
 * are read, within `limitMs` milliseconds, and redirects never leave https.
 * @throws MaestroError `registry.unreachable`, `registry.too-large`, or the signal's reason.
 */
export async function downloadRegistry(
  get: typeof fetch,
  url: URL,
  options: { etag: string | null; limitMs: number; signal?: AbortSignal | undefined },
): Promise<Download> {
  const { etag, limitMs, signal } = options;
  try {
    return await withTimeLimit(limitMs, signal, async (limit) => {
      const response = await follow(get, url, etag, limit);
      if (response.status === 304 && etag !== null) return { changed: false };
      if (response.ok)
        return { changed: true, text: await boundedText(response), etag: response.headers.get('etag') };
      await response.body?.cancel();
      throw unreachable(`it answered with status ${response.status}`);
    });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof MaestroError) throw cause;
    if (isTimeLimit(cause))
      throw unreachable(`no whole answer within ${plural(Math.ceil(limitMs / 1_000), 'second')}`, cause);
    throw unreachable(reasonOf(cause as Error), cause);
  }
}

async function follow(
  get: typeof fetch,
  first: URL,
  etag: string | null,
  signal: AbortSignal,
): Promise<Response> {
  const headers = {
    accept: 'application/json, text/plain;q=0.9',
    ...(etag ? { 'if-none-match': etag } : {}),
  };
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await get(url, { redirect: 'manual', signal, headers });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || !location) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, url.href)) throw unreachable('it redirects to an invalid address');
    const next = new URL(location, url);
    // Nothing on the web may lead to a service of this machine.
    if (!isAllowed(next) || (next.protocol === 'http:' && first.protocol !== 'http:'))
      throw unreachable(`it redirects to ${oneLine(next.origin)}, which is not https`);
    url = next;
  }
  throw unreachable('it redirects too often');
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > MAX_REGISTRY_BYTES) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** fetch says only "fetch failed"; what failed is in the cause. */
function reasonOf(error: Error): string {
  const { cause } = error;
  return oneLine(cause instanceof Error && cause.message ? cause.message : error.message);
}

function unreachable(why: string, cause?: unknown): MaestroError {
  return new MaestroError('registry.unreachable', `It cannot be reached: ${why}.`, {
    remedy: 'Check the network connection and the address of the registry.',
    cause,
  });
}
