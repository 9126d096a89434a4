import * as z from 'zod';
import { MaestroError } from '../platform/errors.ts';
import type { Redact } from '../platform/redact.ts';
import { oneLine } from '../platform/text.ts';
import type { TransportError } from '../platform/transport.ts';

/** An answer that was no success. Header names are lower case. */
export interface FailedAnswer {
  status: number;
  headers: Readonly<Record<string, string | number | undefined>>;
  /** The parsed body, of any shape. */
  data: unknown;
}

// https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed
const Detail = z.object({
  resource: z.string().optional(),
  field: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
});
const Failure = z.object({
  message: z.string(),
  errors: z.array(z.union([z.string(), Detail])).optional(),
});

/** What GitHub refuses in words of its own, where no other sign-in or another one helps. */
const REFUSALS: readonly { code: string; words: RegExp; remedy: string }[] = [
  {
    code: 'project.archived',
    words: /\brepository was archived so (?:it )?is read-only/i,
    remedy: 'The repository is archived: ask its maintainers, or choose another project.',
  },
  {
    // To bring a fork up to date whose project changed a workflow needs it too.
    code: 'git.workflow-scope',
    words: /\brefusing to allow an? [\w -]+ to create or update (?:workflow\b|\.github\/workflows\/)/,
    remedy:
      'Run "gh auth refresh -s workflow" (a token of your own needs the scope "workflow", or the permission "Workflows"), then resume. In VS Code, Resume asks for it.',
  },
];

const REMEDIES: Record<string, string> = {
  'github.unauthorized': 'Sign in to GitHub again, or set GITHUB_TOKEN to a valid token.',
  'github.forbidden':
    'Check that your account and token have the right to do this; an organisation may require single sign-on.',
  'github.not-found': 'Check the address, and that your account can see it.',
  'github.conflict': 'Check the repository on GitHub: something there prevents this.',
  'github.invalid': 'See the reason GitHub gives; trying again without a change will not help.',
  'github.unavailable': 'GitHub is having problems. Try again in a few minutes.',
  'github.offline':
    'Check the network connection (and a proxy or certificate, if you need one), then try again.',
  'github.timeout': 'Try again. If that does not help, see https://www.githubstatus.com.',
  'github.bad-answer':
    'Check that the configured GitHub address is right; a proxy may have answered instead.',
};

/** A `github.*` error. `doing` says what was tried, as in "could not {doing}". */
export function githubError(
  code: string,
  doing: string,
  reason: string,
  data: MaestroError['data'] = {},
  cause?: unknown,
): MaestroError {
  const remedy = REMEDIES[code];
  return new MaestroError(code, `Could not ${doing}: ${reason}.`, {
    ...(remedy === undefined ? {} : { remedy }),
    ...(cause === undefined ? {} : { cause }),
    data,
  });
}

/** The error for an answer that was no success. */
export function answerError(doing: string, answer: FailedAnswer, now: Date, redact: Redact): MaestroError {
  const { status } = answer;
  const said = redact(whatGitHubSays(answer.data));
  if (isRateLimit(answer, said)) return rateLimitError(doing, resetOf(answer, now), status);
  const reason = said ? `GitHub answered ${status} (${said})` : `GitHub answered ${status}`;
  const refusal = REFUSALS.find(({ words }) => words.test(said));
  if (refusal)
    return new MaestroError(refusal.code, `Could not ${doing}: ${reason}.`, {
      remedy: refusal.remedy,
      data: { status },
    });
  return githubError(codeOf(status), doing, reason, { status });
}

/** The error for a used-up allowance. Its data carries `resetAt`. */
export function rateLimitError(doing: string, resetAt: Date, status: number): MaestroError {
  const iso = resetAt.toISOString();
  return new MaestroError(
    'github.rate-limited',
    `Could not ${doing}: GitHub's rate limit is used up until ${iso}.`,
    { remedy: 'Wait until then. Signed in, the allowance is far larger.', data: { status, resetAt: iso } },
  );
}

/** The error for an answer that never came, or came in part. */
export function transportError(doing: string, failure: TransportError): MaestroError {
  switch (failure.kind) {
    case 'timeout':
      return githubError('github.timeout', doing, failure.message, {}, failure);
    case 'too-large':
      return githubError('github.bad-answer', doing, failure.message, {}, failure);
    default:
      return githubError('github.offline', doing, failure.message, {}, failure);
  }
}

/** True when nobody knows whether GitHub did what it was asked: look before asking again. */
export function isUnclear(error: unknown): boolean {
  return (
    error instanceof MaestroError &&
    ['github.unavailable', 'github.timeout', 'github.offline', 'github.bad-answer'].includes(error.code)
  );
}

/** True for a MaestroError of this code, and with this text in its message if one is given. */
export function isGitHubError(error: unknown, code: string, text?: RegExp): boolean {
  return error instanceof MaestroError && error.code === code && (text?.test(error.message) ?? true);
}

function codeOf(status: number): string {
  if (status === 401) return 'github.unauthorized';
  if (status === 403 || status === 451) return 'github.forbidden';
  if (status === 404 || status === 410) return 'github.not-found';
  if (status === 409) return 'github.conflict';
  if (status === 400 || status === 422) return 'github.invalid';
  return status >= 500 ? 'github.unavailable' : 'github.bad-answer';
}

function whatGitHubSays(data: unknown): string {
  const parsed = Failure.safeParse(data);
  if (!parsed.success) return '';
  const details = (parsed.data.errors ?? []).map((error) => {
    if (typeof error === 'string') return error;
    return error.message ?? [error.resource, error.field, error.code].filter(Boolean).join(' ');
  });
  return oneLine([parsed.data.message, ...details].filter(Boolean).join(': '), 300);
}

// https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
function isRateLimit({ status, headers }: FailedAnswer, said: string): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return (
    headers['retry-after'] !== undefined ||
    String(headers['x-ratelimit-remaining']) === '0' ||
    /\brate limit\b|\babuse detection mechanism\b/i.test(said)
  );
}

function resetOf({ headers }: FailedAnswer, now: Date): Date {
  const after = headers['retry-after'];
  if (after !== undefined) {
    const seconds = Number(after);
    const date = Number.isFinite(seconds) ? now.getTime() + seconds * 1_000 : Date.parse(String(after));
    if (Number.isFinite(date)) return new Date(date);
  }
  const reset = Number(headers['x-ratelimit-reset']);
  if (String(headers['x-ratelimit-remaining']) === '0' && reset > 0) return new Date(reset * 1_000);
  // GitHub asks for at least a minute when it names no time.
  return new Date(now.getTime() + 60_000);
}
