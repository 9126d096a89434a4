import { MaestroError } from '../../platform/errors.ts';
import type { Redact } from '../../platform/redact.ts';
import { oneLine } from '../../platform/text.ts';

interface Kind {
  code: string;
  /** Looked for in what git printed (English: we set LC_ALL=C). */
  pattern: RegExp;
  what: string;
  remedy: string;
}

// The first that fits is taken. The words are git's own (2.31–2.50), libcurl's and GitHub's.
const KINDS: readonly Kind[] = [
  {
    code: 'git.push-rejected',
    pattern: /^!\t.*\[(?:remote )?rejected\]|! \[(?:remote )?rejected\]|hook declined/m,
    what: 'The push was rejected',
    remedy:
      'Look at the branch on GitHub: somebody may have pushed to it, or a rule of the repository forbids the change.',
  },
  {
    code: 'git.auth-failed',
    pattern:
      /Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|unable to read askpass|returned error: 40[13]|Permission to \S+ denied|Write access to repository not granted/,
    what: 'GitHub did not accept the sign-in for this repository',
    remedy: 'Sign in again, and check that your account and token may read and push to it.',
  },
  {
    code: 'git.branch-missing',
    pattern: /couldn't find remote ref/,
    what: 'The branch is not there',
    remedy: 'Check on GitHub whether somebody deleted it.',
  },
  {
    code: 'git.not-found',
    pattern: /repository '.*' not found|Repository not found|returned error: 404/,
    what: 'The repository was not found',
    remedy: 'Check that it still exists and that your account may see it.',
  },
  {
    code: 'git.certificate',
    pattern: /certificate|SSL certificate problem|SSL peer/i,
    what: "The host's certificate is not trusted",
    remedy: 'Behind a proxy or on GitHub Enterprise, name its certificate authority in git (http.sslCAInfo).',
  },
  {
    code: 'git.offline',
    pattern:
      /Could not resolve|Failed to connect|Couldn't connect|Connection (?:refused|reset|timed out)|Network is unreachable|Recv failure|Send failure|Empty reply|early EOF|RPC failed|unexpected disconnect|hung up unexpectedly|Operation too slow|transfer closed|returned error: (?:429|5\d\d)|unable to access/,
    what: 'GitHub cannot be reached',
    remedy: 'Check the network and try again; nothing is lost.',
  },
  {
    code: 'git.disk-full',
    pattern: /No space left on device|Disk quota exceeded/,
    what: 'The disk is full',
    remedy: 'Free some space and try again.',
  },
];

/** What is known about a git command that failed. */
export interface Failure {
  /** The command's name: `fetch`, `commit`. */
  command: string;
  exitCode: number | undefined;
  timedOut: boolean;
  output: string;
}

/** A failed command as an error for a person, with a short piece of what git said: redacted, harmless, one line. */
export function gitFailure(failure: Failure, redact: Redact): MaestroError {
  const said = oneLine(redact(lastWords(failure.output)), 400);
  const tail = said === '' ? '' : ` git said: ${said}`;
  if (failure.timedOut)
    return new MaestroError('git.timeout', `git ${failure.command} took too long and was ended.${tail}`, {
      remedy: 'Check the network and try again; nothing is lost.',
    });
  const kind = KINDS.find(({ pattern }) => pattern.test(failure.output));
  if (kind)
    return new MaestroError(kind.code, `${kind.what} (git ${failure.command}).${tail}`, {
      remedy: kind.remedy,
    });
  const how = failure.exitCode === undefined ? 'was ended' : `failed with exit code ${failure.exitCode}`;
  return new MaestroError('git.failed', `git ${failure.command} ${how}.${tail}`, {
    remedy: 'Look at what git said; try again when it is mended.',
  });
}

/** The last lines that are not progress: git says at the end what went wrong. */
function lastWords(output: string): string {
  const lines = output
    .split(/[\r\n]+/)
    .filter(
      (line) =>
        line.trim() !== '' && !/:\s+\d{1,3}% \(\d+\/\d+\)|^(?:remote: )?(?:Enumerating|Total )/.test(line),
    );
  return lines.slice(-8).join(' · ');
}
