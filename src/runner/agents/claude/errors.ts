import type { AgentErrorKind } from '../agent.ts';
import { isOverloadStatus, saysOverloaded } from '../error-words.ts';

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

/** Its own way of naming a status. */
const API_OVERLOAD = /\bAPI Error: (?:Repeated )?(?:50[234]|529)\b/;

/** What kind of failure it is; whatever is not known counts as the model's. */
export function failureKind({ word, status, detail, text }: ApiFailure): AgentErrorKind {
  // Before its word, which for these is that of any trouble of the server.
  if (status !== null && isOverloadStatus(status)) return 'overloaded';
  const known = word === null ? undefined : WORDS[word];
  if (known !== undefined) return known;
  if (status === 401 || status === 403) return 'auth';
  if (status === 429) return 'limit';
  // An answer that breaks off with these words has the status of one that began well. A refusal of what was asked (4xx) may
  // quote anything.
  const refused = status !== null && status >= 400 && status < 500;
  if (!refused && (saysOverloaded(`${detail ?? ''} ${text}`) || API_OVERLOAD.test(text))) return 'overloaded';
  if (status !== null) return 'model';
  return CONNECTION.test(`${detail ?? ''} ${text}`) ? 'network' : 'model';
}

/** Claude Code's own words, and what to do where the user can. */
export function failureMessage(kind: AgentErrorKind, text: string): string {
  if (kind !== 'auth') return text;
  return `${/[.!?]$/.test(text) ? text : `${text}.`} Run "claude" and sign in with /login, then resume.`;
}
