import type { AgentErrorKind } from '../agent.ts';
import { isOverloadStatus, saysOverloaded } from '../error-words.ts';
import type { Failure } from './messages.ts';

/** The words of a connection that failed. */
export const CONNECTION = /connect|network|socket|timed? ?out|ECONN|unable to reach/i;
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
