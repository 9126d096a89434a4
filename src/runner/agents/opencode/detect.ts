import type { AgentStatus } from '../agent.ts';
import { detectCommand } from '../installed.ts';

/** The oldest version that this one was tested with. */
export const MIN_VERSION = '1.18.33';

/**
 * Whether OpenCode is there and new enough. Whether it is signed in cannot be told: its model may be one of a provider that
 * needs no key, or that the user's settings bring one for.
 */
export async function detectOpenCode(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<AgentStatus> {
  const wanted = {
    id: 'opencode',
    displayName: 'OpenCode',
    command: 'opencode',
    minVersion: MIN_VERSION,
    install: 'npm install -g opencode-ai@latest',
    signIn: 'run "opencode auth login"',
    note: 'Its commands run without a sandbox of the operating system.',
  };
  return (await detectCommand(wanted, env, signal)).status;
}
