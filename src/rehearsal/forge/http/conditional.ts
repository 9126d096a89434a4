import { createHash } from 'node:crypto';
import type { Answer } from './answer.ts';

/** Adds an ETag to a successful answer, and makes a 304 of it when the client has it already. */
export function conditional(answer: Answer, ifNoneMatch: string | undefined): Answer {
  if (answer.status !== 200) return answer;
  const hash = createHash('sha256')
    .update(answer.body)
    .update(answer.headers.link ?? '');
  const etag = `W/"${hash.digest('hex')}"`;
  const known = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  const headers: Record<string, string> = {
    ...answer.headers,
    etag,
    'cache-control': 'private, max-age=60, s-maxage=60',
  };
  if (!known.includes(etag.slice(2)) && !known.includes('*')) return { ...answer, headers };
  const { 'content-type': _type, ...kept } = headers;
  return { status: 304, headers: kept, body: '' };
}
