import type { Agent } from '../agent.ts';
import { detectAcp } from './detect.ts';
import { runAcp } from './run.ts';

/** Any command that speaks the Agent Client Protocol (https://agentclientprotocol.com), named by `MAESTRO_ACP_COMMAND`. */
export const acp: Agent = {
  id: 'acp',
  displayName: 'ACP agent',
  detect: detectAcp,
  run: runAcp,
};
