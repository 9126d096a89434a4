import type { AgentErrorKind } from '../agent.ts';
import { isOverloadStatus, kindOfWords, saysOverloaded } from '../error-words.ts';
import type { Failure } from './messages.ts';

const CONNECTION = /connect|network|socket|timed? ?out|ECONN|unable to reach/i;
/** A line of its log about a response that failed and that it asks for again; not of its small helpers (titles, summaries). */
const STREAM_ERROR =
  /^timestamp=\S+ level=ERROR .*message="stream error" .*\bsmall=false\b.* error\.error="((?:[^"\\]|\\.)*)"/;

/** What kind of failure an error is; whatever is not known counts as the model's. */
export function failureKind({ name, data }: Failure): AgentErrorKind {
  const status = data?.statusCode ?? null;
  if (name === 'ProviderAuthError' || status === 401 || status === 403) return 'auth';
  if (status === 429 || status === 402) return 'limit';
  if (status !== null) return isOverloadStatus(status) ? 'overloaded' : 'model';
  if (saysOverloaded(data?.message ?? '')) return 'overloaded';
  return CONNECTION.test(data?.message ?? '') ? 'network' : 'model';
}

/** OpenCode's own words, and what to do where the user can. */
export function failureMessage(failure: Failure): string {
  const text = failure.data?.message || failure.name;
  return failureKind(failure) === 'auth' ? `${text}. Sign in with "opencode auth login", then resume.` : text;
}

/**
 * What a line of OpenCode's log tells of a request that failed and is made again; null for every other line. It says nothing
 * of this in its stream, and of the status only what the provider's own words say.
 */
export function retriedFailure(line: string): { kind: AgentErrorKind; message: string } | null {
  const words = STREAM_ERROR.exec(line)?.[1];
  if (words === undefined) return null;
  const message = words.replace(/\\(.)/g, '$1').replace(/^[A-Za-z_]*Error: /, '');
  const known = kindOfWords(message);
  return { kind: known === 'model' && CONNECTION.test(message) ? 'network' : known, message };
}
