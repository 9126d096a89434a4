import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { json } from './answer.ts';
import type { FaultRule } from './faults.ts';
import { GitHubProblem } from './problem.ts';

const SLOW_BODY_MS = 60_000;

/** Sends an answer. */
export function send(response: ServerResponse, answer: Answer): void {
  const length =
    answer.status === 304 || answer.status === 204
      ? {}
      : { 'content-length': Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(answer.body);
}

/** Does what a fault says in place of (or to) the answer. Returns what the client was told; status 0 for nothing. */
export async function sendFault(
  response: ServerResponse,
  rule: FaultRule,
  performed: Answer | null,
  signal: AbortSignal,
): Promise<Answer> {
  const nothing: Answer = { status: 0, headers: {}, body: '' };
  const { action } = rule;
  if (action === 'cut') {
    response.socket?.destroy();
    return nothing;
  }
  if (action === 'hang') {
    await closed(response, signal, null);
    return nothing;
  }
  if (action === 'slow-body') {
    const answer = performed ?? json(200, {});
    await sendSlowly(response, answer, rule.delayMs ?? SLOW_BODY_MS, signal);
    return answer;
  }
  const answer = madeUp(action);
  send(response, answer);
  return answer;
}

function madeUp(
  action: number | { status: number; headers?: Record<string, string>; body?: string },
): Answer {
  const { status, headers, body } = typeof action === 'number' ? { status: action } : { ...action };
  const problem = new GitHubProblem(
    status,
    status >= 500 ? 'Server Error' : 'A fault of the rehearsal forge',
  );
  const usual = json(status, problem.body(), headers);
  return body === undefined ? usual : { ...usual, body };
}

async function sendSlowly(
  response: ServerResponse,
  answer: Answer,
  delayMs: number,
  signal: AbortSignal,
): Promise<void> {
  const bytes = Buffer.from(answer.body);
  const half = Math.floor(bytes.length / 2);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, half));
  await closed(response, signal, delayMs);
  if (!response.destroyed) response.end(bytes.subarray(half));
}

/** Waits until the client has gone, the forge stops or the time is over. */
function closed(response: ServerResponse, signal: AbortSignal, afterMs: number | null): Promise<void> {
  return new Promise((resolve) => {
    const timer = afterMs === null ? undefined : setTimeout(done, afterMs);
    function done(): void {
      clearTimeout(timer);
      response.off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    }
    response.once('close', done);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted || response.destroyed) done();
  });
}
