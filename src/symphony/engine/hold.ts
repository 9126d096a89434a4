import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import type { Contribution } from '../contribution.ts';
import type { EventBody } from '../journal/events.ts';

type Hold = Extract<EventBody, { type: 'paused' | 'needs_attention' | 'undo_started' }>;

const OFFLINE = new Set([
  'github.offline',
  'github.timeout',
  'git.offline',
  'git.timeout',
  'document.offline',
]);
// The user puts these right and resumes; undoing would either not work (no right to) or not help.
const FOR_THE_USER = new Set([
  'github.unauthorized',
  'git.auth-failed',
  'git.certificate',
  'git.disk-full',
  'git.filter-failed',
  'git.ip-blocked',
  'git.lfs-failed',
  'git.lfs-missing',
  'git.locked',
  'git.long-name',
  'git.not-owner',
  'git.proxy-auth',
  'git.proxy-refused',
  'git.slow',
  'git.sso',
  'git.workflow-scope',
  'machine.disk-full',
  'machine.no-permission',
  'machine.read-only',
  'machine.too-many-files',
  'workspace.occupied',
  'workspace.in-use',
]);
/** GitHub's own limits, which end by themselves. */
const RATE_LIMITS = new Set(['github.rate-limited', 'git.rate-limited']);
/** How long to wait for a provider's limit that does not say when it ends. */
const UNKNOWN_LIMIT_SECONDS = 15 * 60;
/** How long to wait for one that should be over already, and the shortest wait for one that is not; milliseconds. */
const PAST_LIMIT_MS = 60_000;
const LEAST_LIMIT_MS = 5_000;
const BACKOFF_SECONDS = [5, 15, 30, 60, 120, 300];

/** True for a failure that ends by itself: no connection, a slow one, a cut one. */
function isOffline(error: unknown): boolean {
  return error instanceof MaestroError && OFFLINE.has(error.code);
}

/** True for a failure that is neither the step's fault nor answered by going on without it. */
export function mustHold(error: unknown): boolean {
  return (
    isOffline(error) ||
    (error instanceof MaestroError && (FOR_THE_USER.has(error.code) || RATE_LIMITS.has(error.code)))
  );
}

/**
 * What a failed step makes of the contribution. Connection troubles and rate limits pause it until a time at which it goes
 * on by itself (`tries`: how often in a row that was in vain); on the way to the run, any other failure undoes what
 * was begun; during and after the run, the work is kept and the user is asked.
 */
export function holdFor(failure: unknown, state: Contribution, now: Date, tries: number): Hold {
  const error = asMaestroError(failure);
  const { code, message } = error;
  const remedy = error.remedy ?? null;
  if (OFFLINE.has(code)) return pausedOffline(message, now, tries);
  if (RATE_LIMITS.has(code)) {
    const reset = Date.parse(String(error.data.resetAt ?? later(now, 60)));
    // A reset that is over already (the clocks differ) must not make a loop without a pause.
    const until = new Date(Math.max(reset, now.getTime() + 5_000)).toISOString();
    return { type: 'paused', reason: 'rate_limit', message, until };
  }
  const onTheWay = state.phase === 'claiming' || state.phase === 'preparing';
  const undoing = state.cancelling || state.undoing;
  if (onTheWay && !undoing && !FOR_THE_USER.has(code)) return { type: 'undo_started', code, message, remedy };
  return { type: 'needs_attention', code, message, remedy };
}

/** A pause that ends by itself; the waits grow from seconds to five minutes. */
function pausedOffline(message: string, now: Date, tries: number): Hold {
  const seconds = BACKOFF_SECONDS[Math.min(tries, BACKOFF_SECONDS.length - 1)] ?? 300;
  return { type: 'paused', reason: 'offline', message, until: later(now, seconds) };
}

/**
 * A pause for a provider's limit, which ends by itself: at the time that the provider says, or, where it says none, later for
 * another try. What can be done meanwhile is told with it.
 * @param resetAt ISO; null when nobody knows.
 */
export function pausedForLimit(message: string, resetAt: string | null, now: Date): Hold {
  const text = sentence(message);
  if (resetAt === null)
    return {
      type: 'paused',
      reason: 'rate_limit',
      message: `${text} The provider does not say when this limit ends, so Maestro tries again every ${UNKNOWN_LIMIT_SECONDS / 60} minutes. To continue sooner, raise the limit or sign in with another account, then resume.`,
      until: later(now, UNKNOWN_LIMIT_SECONDS),
    };
  // One that is over already (the clocks differ, or it is another limit's) must not make a loop without a pause.
  const left = Date.parse(resetAt) - now.getTime();
  const wait = left > 0 ? Math.max(left, LEAST_LIMIT_MS) : PAST_LIMIT_MS;
  return {
    type: 'paused',
    reason: 'rate_limit',
    message: `${text} It continues by itself when the provider's limit ends.`,
    until: later(now, wait / 1_000),
  };
}

/** A pause because the agent lost its connection to the model, with what can be done. `tries` as in `holdFor`. */
export function pausedWithoutModel(message: string, now: Date, tries: number): Hold {
  const advice = `It will try again by itself. If this keeps happening, check your connection and the provider's status page.`;
  return pausedOffline(`${sentence(message)} ${advice}`, now, tries);
}

/**
 * A pause because the model's provider is overloaded: like a lost connection, it is nobody's fault here and over by itself. `tries`
 * as in `holdFor`.
 */
export function pausedForOverload(message: string, now: Date, tries: number): Hold {
  const advice = `The model's provider is overloaded; no try of the task is used up. It is tried again by itself; if that goes on, look at the provider's status page.`;
  return pausedOffline(`${sentence(message)} ${advice}`, now, tries);
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The moment so many seconds from now (ISO). */
function later(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1_000).toISOString();
}
