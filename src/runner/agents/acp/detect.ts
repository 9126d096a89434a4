import { describeError, MaestroError } from '../../../platform/errors.ts';
import type { AgentStatus } from '../agent.ts';
import { agentEnvironment } from '../environment.ts';
import { acpWords, COMMAND_VARIABLE, locate } from './command.ts';

/** Whether a command is configured, is there, and greets back as an ACP agent. Spends no tokens. */
export async function detectAcp(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<AgentStatus> {
  const own = agentEnvironment(env, 'acp');
  const status: AgentStatus = {
    id: 'acp',
    displayName: 'ACP agent',
    installed: false,
    version: null,
    minVersion: null,
    signedIn: null,
    models: null,
    command: null,
    remedy: `Set ${COMMAND_VARIABLE} to an ACP agent's command, such as "opencode acp".`,
    note: 'It is held in check by its own settings only; what it asks for beyond edits in the clone is refused.',
    scripted: false,
  };
  try {
    const words = acpWords(own);
    if (words === null) return status;
    const [name = '', ...args] = words;
    const command = await locate(name, own);
    if (command === null)
      return { ...status, remedy: `There is no ${JSON.stringify(name)} on the PATH (${COMMAND_VARIABLE}).` };
    const { askVersion } = await import('./ask-version.ts');
    const version = await askVersion(command, args, own, signal);
    return { ...status, installed: true, version, command, remedy: null };
  } catch (error) {
    signal?.throwIfAborted();
    const why = error instanceof MaestroError ? describeError(error) : 'It does not answer as an ACP agent.';
    return { ...status, remedy: `${COMMAND_VARIABLE} does not work: ${why}` };
  }
}
