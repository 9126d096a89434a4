import { MaestroError } from '../../platform/errors.ts';
import type { TransportError } from '../../platform/transport.ts';

/** What can go wrong with a tracker; see `docs/errors.md`. */
export type TrackerErrorCode =
  | 'tracker.bad-endpoint'
  | 'tracker.no-key'
  | 'tracker.no-project'
  | 'tracker.unauthorized'
  | 'tracker.forbidden'
  | 'tracker.not-found'
  | 'tracker.rate-limited'
  | 'tracker.unavailable'
  | 'tracker.timeout'
  | 'tracker.offline'
  | 'tracker.bad-answer'
  | 'tracker.refused'
  | 'tracker.unknown-state'
  | 'tracker.unknown-label';

const REMEDIES: Record<TrackerErrorCode, string> = {
  'tracker.bad-endpoint': 'Correct the endpoint in the config, or leave it out for the public one.',
  'tracker.no-key': 'Set the environment variable that the config names to a key of the tracker.',
  'tracker.no-project':
    'Set project_slug to the slug id of a Linear project; on GitHub project_slug, or repo in tracker.provider, to owner/repo.',
  'tracker.unauthorized': 'Put a key that is still good into the environment variable that the config names.',
  'tracker.forbidden':
    'Check that the key may do this: it needs to read and write the issues of the project.',
  'tracker.not-found': 'Check the project in the config, and that the key may see it.',
  'tracker.rate-limited': 'Wait until then; a longer polling interval uses less.',
  'tracker.unavailable': 'The tracker has a problem of its own. Try again in a few minutes.',
  'tracker.timeout': 'Try again; if it stays like that, look at the status page of the tracker.',
  'tracker.offline':
    'Check the network connection (and a proxy or certificate, if you need one), then try again.',
  'tracker.bad-answer': 'Check that the configured endpoint is right; a proxy may have answered instead.',
  'tracker.refused': 'Look at the reason it gives; trying again unchanged will not help.',
  'tracker.unknown-state': 'Make such a state in the tracker, or correct its name in the workflow.',
  'tracker.unknown-label': 'Make the label in the tracker, or correct its name in the workflow.',
};

/** A `tracker.*` error. `doing` says what was tried, as in "could not {doing}". */
export function trackerError(
  code: TrackerErrorCode,
  doing: string,
  reason: string,
  more: { data?: MaestroError['data']; cause?: unknown } = {},
): MaestroError {
  return new MaestroError(code, `Could not ${doing}: ${reason}.`, { remedy: REMEDIES[code], ...more });
}

/** The error for an answer that never came, or came in part. */
export function transportFailure(doing: string, failure: TransportError): MaestroError {
  const codes = { timeout: 'tracker.timeout', 'too-large': 'tracker.bad-answer' } as const;
  const code =
    failure.kind === 'timeout' || failure.kind === 'too-large' ? codes[failure.kind] : 'tracker.offline';
  return trackerError(code, doing, failure.message, { cause: failure });
}

/** True when nobody knows whether the tracker did what it was asked: look before asking again. */
export function isUnclear(error: unknown): boolean {
  return (
    error instanceof MaestroError &&
    ['tracker.unavailable', 'tracker.timeout', 'tracker.offline', 'tracker.bad-answer'].includes(error.code)
  );
}

/** True when the tracker will not put a label on, however often it is asked: it has none of that name, or will not have it used. */
export function cannotBeLabelled(error: unknown): boolean {
  return (
    error instanceof MaestroError &&
    ['tracker.unknown-label', 'tracker.forbidden', 'tracker.refused'].includes(error.code)
  );
}
