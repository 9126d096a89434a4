import type { AgentErrorKind } from '../agent.ts';
import { isOverloadedStatus, OVERLOADED } from '../error-words.ts';

/** What Claude Code tells of a request that failed. */
export interface ApiFailure {
  /** Its word (`error` of the message that poses as an answer). */
  word: string | null;
  /** The HTTP status, when there was an answer. */
  status: number | null;
  /** A finer word (`connection_failed`). */
  detail: string | null;
  text: string;
}

const WORDS: Readonly<Record<string, AgentErrorKind>> = {
  authentication_failed: 'auth',
  oauth_org_not_allowed: 'auth',
  rate_limit: 'limit',
  billing_error: 'limit',
  overloaded: 'overloaded',
  overloaded_error: 'overloaded',
};

/** Without a status no whole answer came: a refused connection, one that broke, a server that fell silent. */
const CONNECTION = /connection|network|socket|timed? ?out|ECONN|stream/i;

/** What kind of failure it is; whatever is not known counts as the model's. */
export function failureKind({ word, status, detail, text }: ApiFailure): AgentErrorKind {
  const known = word === null ? undefined : WORDS[word];
  if (known !== undefined) return known;
  if (status === 401 || status === 403) return 'auth';
  if (status === 429) return 'limit';
  if (status !== null) return isOverloadedStatus(status) || OVERLOADED.test(text) ? 'overloaded' : 'model';
  return CONNECTION.test(`${detail ?? ''} ${text}`) ? 'network' : 'model';
}

/** Claude Code's own words, and what to do where the user can. */
export function failureMessage(kind: AgentErrorKind, text: string): string {
  if (kind !== 'auth') return text;
  return `${/[.!?]$/.test(text) ? text : `${text}.`} Run "claude" and sign in with /login, then resume.`;
}
