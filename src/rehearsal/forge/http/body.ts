import type { IncomingMessage } from 'node:http';
import { GitHubProblem } from './problem.ts';

/** The largest API request body, in bytes. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/**
 * Reads a request's body as text.
 * @throws GitHubProblem 413 when it is too large.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    // What is too much is read to its end all the same: a client that still sends would not see the answer.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  if (size > MAX_BODY_BYTES) throw new GitHubProblem(413, 'Request body is too large.');
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The JSON of a body; `undefined` for an empty one.
 * @throws GitHubProblem 400 when it is not JSON.
 */
export function parseBody(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own words never reach a GitHub client; GitHub says just this.
    throw new GitHubProblem(400, 'Problems parsing JSON');
  }
}
