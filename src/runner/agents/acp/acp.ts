import type { Agent } from '../agent.ts';
import { detectAcp } from './detect.ts';

/** Any command that speaks the Agent Client Protocol (https://agentclientprotocol.com), named by `MAESTRO_ACP_COMMAND`. */
export const acp: Agent = {
  id: 'acp',
  displayName: 'ACP agent',
  detect: detectAcp,
  async *run(turn, signal) {
    // The protocol's library takes 40 ms and 6 MB: only for those who use it.
    const { runAcp } = await import('./run.ts');
    yield* runAcp(turn, signal);
  },
};
