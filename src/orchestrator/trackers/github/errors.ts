import { MaestroError } from '../../../platform/errors.ts';
import type { TrackerErrorCode } from '../errors.ts';

const CODES: Record<string, TrackerErrorCode> = {
  'github.unauthorized': 'tracker.unauthorized',
  'github.forbidden': 'tracker.forbidden',
  'github.not-found': 'tracker.not-found',
  'github.rate-limited': 'tracker.rate-limited',
  'github.unavailable': 'tracker.unavailable',
  'github.timeout': 'tracker.timeout',
  'github.offline': 'tracker.offline',
  'github.bad-answer': 'tracker.bad-answer',
  'project.archived': 'tracker.forbidden',
  'github.invalid': 'tracker.refused',
  'github.conflict': 'tracker.refused',
};

/** Work on GitHub whose failures are told as those of a tracker: the same words and data under a tracker's code. */
export async function asTracker<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof MaestroError ? CODES[error.code] : undefined;
    if (!(error instanceof MaestroError) || !code) throw error;
    const { message, remedy, data } = error;
    throw new MaestroError(code, message, { ...(remedy ? { remedy } : {}), data, cause: error });
  }
}
