import { MaestroError } from '../../platform/errors.ts';
import type { AgentErrorKind } from '../../runner/agents/agent.ts';

const REMEDIES: Record<AgentErrorKind, string> = {
  auth: 'Sign in with the agent’s own command, then resume.',
  limit: 'Wait until the provider’s limit ends, then resume.',
  model: 'Look at what the model answered; resume to try again, or cancel and choose another model.',
  overloaded: 'Wait until the provider has room again, then resume.',
  network: 'Check the connection, then resume.',
  crash: 'Resume to try again; update the agent if it goes on like this.',
  refused: 'Look at what it refused and why; resume to try again, or cancel.',
  timeout: 'Resume to try again; the task may be too large for one turn.',
};

/** The error for an agent that cannot go on: code `agent.auth`, `agent.model`, `agent.crash` and so on. */
export function agentFailure(agent: string, kind: AgentErrorKind, message: string): MaestroError {
  return new MaestroError(`agent.${kind}`, `${agent} could not go on: ${message}`, {
    remedy: REMEDIES[kind],
  });
}
