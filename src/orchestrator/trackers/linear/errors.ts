import * as z from 'zod';
import type { MaestroError } from '../../../platform/errors.ts';
import type { Redact } from '../../../platform/redact.ts';
import { oneLine } from '../../../platform/text.ts';
import { type TrackerErrorCode, trackerError } from '../errors.ts';

/** One entry of `errors`, as Linear writes it. */
export const LinearProblem = z.object({
  message: z.string().default(''),
  extensions: z
    .object({
      type: z.string().optional(),
      code: z.string().optional(),
      userPresentableMessage: z.string().nullish(),
    })
    .default({}),
});
export type LinearProblem = z.infer<typeof LinearProblem>;

/** An answer that is no success. */
export interface Failure {
  status: number;
  headers: Headers;
  problems: readonly LinearProblem[];
}

// Linear's own codes and types say more than the status: a rate limit comes as 400, a missing issue as 200.
const CODES: Record<string, TrackerErrorCode> = {
  AUTHENTICATION_ERROR: 'tracker.unauthorized',
  'authentication error': 'tracker.unauthorized',
  FORBIDDEN: 'tracker.forbidden',
  forbidden: 'tracker.forbidden',
  'feature not accessible': 'tracker.forbidden',
  RATELIMITED: 'tracker.rate-limited',
  ratelimited: 'tracker.rate-limited',
  INTERNAL_SERVER_ERROR: 'tracker.unavailable',
  'internal error': 'tracker.unavailable',
  'network error': 'tracker.unavailable',
  'lock timeout': 'tracker.unavailable',
};

/** The error for an answer that was no success. */
export function linearError(doing: string, failure: Failure, now: Date, redact: Redact): MaestroError {
  const { status, problems, headers } = failure;
  const [first] = problems;
  const code = codeOf(status, first);
  if (code === 'tracker.rate-limited') {
    const resetAt = resetOf(headers, now).toISOString();
    return trackerError(code, doing, `Linear's rate limit is used up until ${resetAt}`, {
      data: { status, resetAt },
    });
  }
  const words = oneLine(redact(first?.extensions.userPresentableMessage || first?.message || ''), 300);
  const said = words.replace(/[.\s]+$/, '');
  return trackerError(code, doing, `Linear answered ${status}${said ? ` (${said})` : ''}`, {
    data: { status },
  });
}

function codeOf(status: number, problem: LinearProblem | undefined): TrackerErrorCode {
  const { code = '', type = '' } = problem?.extensions ?? {};
  const known = CODES[code] ?? CODES[type];
  if (known) return known;
  if (/^entity not found/i.test(problem?.message ?? '')) return 'tracker.not-found';
  if (status === 401) return 'tracker.unauthorized';
  if (status === 403) return 'tracker.forbidden';
  if (status === 404) return 'tracker.not-found';
  if (status === 429) return 'tracker.rate-limited';
  if (status >= 500) return 'tracker.unavailable';
  return problem ? 'tracker.refused' : 'tracker.bad-answer';
}

/** When requests are let through again. Linear gives milliseconds of the epoch, per kind of limit. */
function resetOf(headers: Headers, now: Date): Date {
  const after = headers.get('retry-after');
  if (after) {
    const seconds = Number(after);
    const date = Number.isFinite(seconds) ? now.getTime() + seconds * 1_000 : Date.parse(after);
    if (Number.isFinite(date)) return new Date(date);
  }
  for (const kind of ['requests', 'complexity', 'endpoint-requests']) {
    const reset = Number(headers.get(`x-ratelimit-${kind}-reset`) ?? '');
    if (headers.get(`x-ratelimit-${kind}-remaining`) === '0' && reset > now.getTime()) return new Date(reset);
  }
  return new Date(now.getTime() + 60_000);
}
