import { MaestroError } from '../../platform/errors.ts';
import type { Redact } from '../../platform/redact.ts';
import { oneLine } from '../../platform/text.ts';
import { FAILURE_KINDS, type FailureKind } from './failure-kinds.ts';

/** Commands that talk to another machine. Every other one stays here: `GIT_ALLOW_PROTOCOL` gives it no way out. */
const REMOTE_COMMANDS = new Set(['clone', 'fetch', 'ls-remote', 'pull', 'push']);

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
  const remote = REMOTE_COMMANDS.has(failure.command);
  if (failure.timedOut)
    return new MaestroError(
      remote ? 'git.timeout' : 'git.slow',
      `git ${failure.command} took too long and was ended.${tail}`,
      {
        remedy: remote
          ? 'Check the network and try again; nothing is lost.'
          : 'See whether this machine or its disk is very busy, then try again; nothing is lost.',
      },
    );
  const kind = kindOf(failure.output, remote);
  if (kind)
    return new MaestroError(kind.code, `${kind.what} (git ${failure.command}).${tail}`, {
      remedy: typeof kind.remedy === 'string' ? kind.remedy : kind.remedy({ host: hostIn(failure.output) }),
    });
  const how = failure.exitCode === undefined ? 'was ended' : `failed with exit code ${failure.exitCode}`;
  return new MaestroError('git.failed', `git ${failure.command} ${how}.${tail}`, {
    remedy: 'Look at what git said; try again when it is mended.',
  });
}

function kindOf(output: string, remote: boolean): FailureKind | undefined {
  // A server's lines are padded, so that they cover the progress that stood there.
  const lines = output.split(/[\r\n]+/).map((line) => line.replace(/(?:\u001b\[K|\s)+$/, ''));
  return FAILURE_KINDS.find(
    ({ where, lines: wanted }) =>
      (where === 'anywhere' || (where === 'remote') === remote) &&
      wanted.every((pattern) => lines.some((line) => pattern.test(line))),
  );
}

/** The host that git says it spoke to; GitHub's when it does not say. */
function hostIn(output: string): string {
  const address =
    /^(?:To |error: failed to push some refs to '|fatal: unable to access ')(https?:\/\/[^\s']+)/m.exec(
      output,
    )?.[1];
  return address !== undefined && URL.canParse(address) ? new URL(address).host : 'github.com';
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
