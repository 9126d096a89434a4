import { createReadStream } from 'node:fs';
import { isMissing } from './files.ts';

/**
 * The first of a text, at most so many bytes of it: however long it is (a device has no end), no more is read. What is cut off
 * within a character reads as one that is not known.
 */
export async function firstOf(stream: AsyncIterable<Buffer | string>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    bytes += chunks.at(-1)?.length ?? 0;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}

/** The first of a text file; `undefined` when it does not exist. Other failures are thrown. */
export async function readFirstOf(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    return await firstOf(createReadStream(path, { end: maxBytes - 1 }), maxBytes);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
