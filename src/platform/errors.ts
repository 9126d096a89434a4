/** What an error tells a person besides its message. */
export interface ErrorDetails {
  /** What to do next, one sentence, addressed to the user. */
  remedy?: string;
  /** The error or value that caused this one. */
  cause?: unknown;
  /** Facts that a view may show (never a secret). */
  data?: Record<string, string | number | boolean | null>;
}

/**
 * The one error family of the engine. `code` is stable and documented in `docs/errors.md`
 * (dotted kebab-case, `room.what`); `message` says what happened and to what; `remedy` says what to do next.
 */
export class MaestroError extends Error {
  readonly code: string;
  readonly remedy: string | undefined;
  readonly data: Record<string, string | number | boolean | null>;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'MaestroError';
    this.code = code;
    this.remedy = details.remedy;
    this.data = details.data ?? {};
  }
}

/** Any thrown value as a MaestroError; foreign errors become `internal.unexpected` with the original as cause. */
export function asMaestroError(error: unknown): MaestroError {
  if (error instanceof MaestroError) return error;
  if (isAbort(error))
    return new MaestroError('run.cancelled', 'The operation was cancelled.', { cause: error });
  if (isTimeLimit(error))
    return new MaestroError('run.timeout', 'It took too long and was stopped.', {
      cause: error,
      remedy: 'Try again; the machine may be very busy, or the network slow.',
    });
  const message = error instanceof Error ? error.message : String(error);
  const ofMachine = machineFault(error);
  if (ofMachine !== undefined)
    return new MaestroError(ofMachine.code, `${ofMachine.words} (${message}).`, {
      cause: error,
      remedy: ofMachine.remedy,
      data: { path: pathIn(error) },
    });
  return new MaestroError('internal.unexpected', message, {
    cause: error,
    remedy: 'This is a bug in Maestro Symphony. Please report it and include the log.',
  });
}

/** What the system refuses for reasons that are no defect of ours. */
const MACHINE = {
  full: {
    code: 'machine.disk-full',
    words: 'The disk is full',
    remedy: 'Free some space (maestro symphony clean moves finished clones to the trash), then try again.',
  },
  readOnly: {
    code: 'machine.read-only',
    words: 'The file system is read-only',
    remedy: 'Mount it with write access, or choose another folder, then try again.',
  },
  denied: {
    code: 'machine.no-permission',
    words: 'Your user does not have permission to do that',
    remedy: 'Give your user access to that folder, or choose another one, then try again.',
  },
  files: {
    code: 'machine.too-many-files',
    words: 'This machine lets no more files be open',
    remedy: 'Close other programs, or raise the limit (ulimit -n), then try again.',
  },
} as const;
const ERRNO: Readonly<Record<string, (typeof MACHINE)[keyof typeof MACHINE]>> = {
  ENOSPC: MACHINE.full,
  EDQUOT: MACHINE.full,
  EROFS: MACHINE.readOnly,
  EACCES: MACHINE.denied,
  EPERM: MACHINE.denied,
  EMFILE: MACHINE.files,
  ENFILE: MACHINE.files,
};

/** The path that the system speaks of. */
function pathIn(error: unknown): string | null {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : null;
}

function machineFault(error: unknown): (typeof MACHINE)[keyof typeof MACHINE] | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && Object.hasOwn(ERRNO, code) ? ERRNO[code] : undefined;
}

/** True for the errors that an aborted AbortSignal produces. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'CancelError');
}

/** True for the reason of a signal that a time limit aborted (`AbortSignal.timeout`, `withTimeLimit`). */
export function isTimeLimit(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** One or two lines for a person: the message, then the remedy and the code. */
export function describeError(error: unknown): string {
  const known = asMaestroError(error);
  const tail = known.remedy ? ` ${known.remedy}` : '';
  return `${known.message}${tail} [${known.code}]`;
}
