import { asMaestroError, MaestroError } from '../../platform/errors.ts';
import type { AgentErrorKind, AgentEvent } from '../../runner/agents/agent.ts';
import type { FailureFact } from '../runs/events.ts';
import { describeInvalid } from './disposition.ts';

const NEXT: Record<AgentErrorKind, string> = {
  auth: 'Sign Codex in on the machine that runs Maestro (codex login).',
  limit: 'Wait until the provider’s limit ends.',
  model: 'Look at what the model answered; choose another one in the service config if it goes on.',
  overloaded: 'Wait: it is tried again by itself. See the provider’s status page if it goes on.',
  network: 'Check the connection of the machine that runs Maestro.',
  crash: 'Look at the run’s journal; update Codex if it goes on.',
  refused: 'Look at what was refused and why in the run’s journal.',
  timeout: 'Make the issue smaller, or raise the limits in the service config.',
};

/** What a turn that failed says of the attempt. A silent agent is `agent.stalled`; the rest are `agent.{kind}`. */
export function turnFailure(
  error: Extract<AgentEvent, { kind: 'error' }> | null,
  stalled: boolean,
): MaestroError {
  if (error === null)
    return new MaestroError('agent.crash', 'Codex failed without saying why.', { remedy: NEXT.crash });
  if (stalled) return new MaestroError('agent.stalled', error.message, { remedy: NEXT.timeout });
  return new MaestroError(`agent.${error.error}`, error.message, {
    remedy: NEXT[error.error],
    data: { resetAt: error.resetAt },
  });
}

/** An invalid end of a turn as a failure; `disposition.{code}`. */
export function invalidTurn(code: string): MaestroError {
  return new MaestroError(
    `disposition.${code}`,
    `The agent ended in no valid way. ${describeInvalid(code)}`,
    {
      remedy: 'Look at the run’s journal; make the workflow’s words clearer if it goes on.',
    },
  );
}

// A person has to put these right: the next attempt would fail in the same way, or must not be made.
const FOR_A_PERSON =
  /^(?:agent\.(?:stalled|rehearsal-only)$|lane\.|workspace\.|git\.(?:config-tampered|email-private|file-too-large|filter-failed|lfs-failed|lfs-missing|lfs-objects|long-name|not-owner|rules|secret-found|workflow-scope)$|project\.|workflow\.)/;

/** Whether another attempt may help. */
export function isRetryable({ code }: MaestroError): boolean {
  return !FOR_A_PERSON.test(code);
}

/** What is said in a comment in the place of words that name places of the machine; its owner reads them in the journal. */
export const WITHHELD = {
  message:
    'The words of this error name places of the machine; they are in the run’s journal there (maestro status).',
  nextAction: 'See what maestro status says on the machine that runs Maestro.',
} as const;

/** What goes into the journal, for the machine's owner; comments leave out what names places of the machine. */
export function failureFact(error: unknown): FailureFact {
  const { code, message, remedy } = asMaestroError(error);
  return {
    errorClass: code,
    message,
    nextAction: remedy || 'Look at the run’s journal.',
  };
}
