import { MaestroError } from '../../platform/errors.ts';
import type { Redact } from '../../platform/redact.ts';
import { oneLine } from '../../platform/text.ts';

interface Kind {
  code: string;
  /**
   * Looked for in what git printed (English: we set LC_ALL=C). Whole phrases at the beginning of a line, after git's own prefix:
   * names of files are a stranger's, and may say anything.
   */
  pattern: RegExp;
  what: string;
  remedy: string;
}

/** The commands of ours that talk to a server. Nothing else can fail for the network, the sign-in or a rule of GitHub's. */
const REMOTE = new Set(['fetch', 'push', 'ls-remote', 'clone']);

/** Whatever the command. The words are git's own (2.31–2.50). */
const ANYWHERE: readonly Kind[] = [
  {
    code: 'git.disk-full',
    pattern: /: (?:No space left on device|Disk quota exceeded)$/m,
    what: 'The disk is full',
    remedy: 'Free some space and try again.',
  },
  {
    code: 'git.lfs-missing',
    pattern:
      /\bgit-lfs(?:\.exe)?['"]?: (?:command )?not found|^(?:error|fatal): (?:cannot run|external filter) '?git-lfs\b|^git: 'lfs' is not a git command/m,
    what: 'git-lfs is set up for git and not installed',
    remedy:
      'Install git-lfs (https://git-lfs.com), or take it out of your git configuration (git lfs uninstall).',
  },
];

/** A server's and libcurl's, for commands that talk to one. The first that fits is taken. */
const TALKING: readonly Kind[] = [
  {
    code: 'project.archived',
    pattern: /^(?:remote|ERROR): This repository was archived so it is read-only/m,
    what: 'The project was archived and takes no contributions any more',
    remedy: 'Cancel the contribution.',
  },
  {
    code: 'git.workflow-scope',
    pattern:
      /refusing to allow an? [A-Za-z ]+ to create or update workflow .* without `?workflows?`? (?:scope|permission)/,
    what: 'The token may not change workflows: it lacks the scope "workflow"',
    remedy:
      'Give it that scope (gh auth refresh -s workflow, or a token with it in GITHUB_TOKEN), then resume.',
  },
  {
    code: 'git.file-too-large',
    pattern: /^remote: error: (?:GH001|File .+ is .+; this exceeds)/m,
    what: 'A file is larger than GitHub takes',
    remedy: 'Take the file out of the commits of the clone, or make it smaller, then resume.',
  },
  {
    code: 'git.email-private',
    pattern: /^remote: error: GH007/m,
    what: 'GitHub would publish a private email address',
    remedy: 'Set your address at users.noreply.github.com as git’s user.email, and start again.',
  },
  {
    code: 'git.rules',
    pattern: /^remote: error: GH(?:006|009|013)/m,
    what: 'A rule of the repository forbids the push',
    remedy:
      'Read what the rule says. When it found a secret in the work, take the secret out of the commits.',
  },
  {
    code: 'git.push-rejected',
    pattern: /^!\t.*\[(?:remote )?rejected\]|^ ! \[(?:remote )?rejected\]|^remote: .*hook declined/m,
    what: 'The push was rejected',
    remedy:
      'Look at the branch on GitHub: somebody may have pushed to it, or a rule of the repository forbids the change.',
  },
  {
    code: 'git.proxy-auth',
    pattern: /HTTP code 407|\b407 Proxy Authentication Required/,
    what: 'The proxy wants a sign-in',
    remedy: 'Name the proxy with its user and password in HTTPS_PROXY or in git (http.proxy), then resume.',
  },
  {
    code: 'git.auth-failed',
    pattern:
      /^(?:fatal|error|remote): .*(?:Authentication failed|could not read (?:Username|Password)|terminal prompts disabled|unable to read askpass|returned error: 40[13]|Permission to \S+ denied|Write access to repository not granted)/m,
    what: 'GitHub did not accept the sign-in for this repository',
    remedy: 'Sign in again, and check that your account and token may read and push to it.',
  },
  {
    code: 'git.branch-missing',
    pattern: /^fatal: couldn't find remote ref/m,
    what: 'The branch is not there',
    remedy: 'Check on GitHub whether somebody deleted it.',
  },
  {
    code: 'git.not-found',
    pattern: /^fatal: repository '.*' not found|^remote: Repository not found|returned error: 404$/m,
    what: 'The repository was not found',
    remedy: 'Check that it still exists and that your account may see it.',
  },
  {
    code: 'git.certificate',
    pattern:
      /^fatal: .*(?:certificate verification failed|SSL certificate problem|unable to get local issuer certificate|SSL peer certificate|SSL: no alternative certificate)/m,
    what: "The host's certificate is not trusted",
    remedy: 'Behind a proxy or on GitHub Enterprise, name its certificate authority in git (http.sslCAInfo).',
  },
  {
    code: 'git.offline',
    pattern:
      /^(?:fatal|error|remote|curl): .*(?:Could not resolve|Failed to connect|Couldn't connect|Connection (?:refused|reset|timed out|was reset)|Network is unreachable|Recv failure|Send failure|Empty reply|early EOF|RPC failed|unexpected disconnect|hung up unexpectedly|Operation too slow|Operation timed out|transfer closed|SSL_ERROR_SYSCALL|returned error: (?:429|5\d\d))/m,
    what: 'GitHub cannot be reached',
    remedy: 'Check the network and try again; nothing is lost.',
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
  const talks = REMOTE.has(failure.command);
  if (failure.timedOut)
    return new MaestroError(
      talks ? 'git.timeout' : 'git.slow',
      `git ${failure.command} took too long and was ended.${tail}`,
      {
        remedy: talks
          ? 'Check the network and try again; nothing is lost.'
          : 'Something on this machine holds git up: look at the disk and what else runs, then try again.',
      },
    );
  const kinds = talks ? [...ANYWHERE, ...TALKING] : ANYWHERE;
  const kind = kinds.find(({ pattern }) => pattern.test(failure.output));
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
