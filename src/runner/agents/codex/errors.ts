import * as z from 'zod';
import type { AgentErrorKind } from '../agent.ts';
import { isOverloadStatus, saysOverloaded } from '../error-words.ts';
import type { TurnError } from './messages.ts';

/** Codex's own words for errors (`CodexErrorInfo` in its schema). */
const WORDS: Readonly<Record<string, AgentErrorKind>> = {
  unauthorized: 'auth',
  usageLimitExceeded: 'limit',
  rateLimitExceeded: 'limit',
  sessionBudgetExceeded: 'limit',
  serverOverloaded: 'overloaded',
  cyberPolicy: 'refused',
  misalignmentPolicyViolation: 'refused',
  inferenceHookDenied: 'refused',
  tooManyDenials: 'refused',
  sandboxError: 'crash',
};

/** Codex has no word of its own for a connection that broke within a response. */
const BROKEN_CONNECTION = /stream disconnected|connection failed|error sending request|network error/i;

/** Errors of the connection to the model, with the HTTP status when there was an answer. */
const CONNECTION = new Set([
  'httpConnectionFailed',
  'responseStreamConnectionFailed',
  'responseStreamDisconnected',
  'responseTooManyFailedAttempts',
]);

const WithStatus = z.object({ httpStatusCode: z.number().nullish() });

/** What kind of failure a turn's error is; whatever is not known counts as the model's. */
export function errorKind(error: TurnError): AgentErrorKind {
  const info = error.codexErrorInfo;
  if (info == null || info === 'other') return kindOfMessage(error.message);
  if (typeof info === 'string') return WORDS[info] ?? 'model';
  const [word, detail] = Object.entries(info)[0] ?? ['', undefined];
  const status = WithStatus.safeParse(detail).data?.httpStatusCode;
  // Without a status no answer came at all.
  if (status == null) return CONNECTION.has(word) ? 'network' : 'model';
  if (status === 401 || status === 403) return 'auth';
  if (isOverloadStatus(status)) return 'overloaded';
  return status === 429 ? 'limit' : 'model';
}

function kindOfMessage(message: string): AgentErrorKind {
  if (saysOverloaded(message)) return 'overloaded';
  return BROKEN_CONNECTION.test(message) ? 'network' : 'model';
}

/** What to do next, for the kinds of errors where the user can. */
export function errorMessage(error: TurnError): string {
  const text = error.additionalDetails ? `${error.message} (${error.additionalDetails})` : error.message;
  return errorKind(error) === 'auth' ? `${text} Sign in with "codex login" and resume.` : text;
}
