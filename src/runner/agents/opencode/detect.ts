import { stripControls } from '../../../platform/text.ts';
import type { AgentStatus } from '../agent.ts';
import { askCommand, detectCommand } from '../installed.ts';

const OPENCODE = {
  id: 'opencode',
  displayName: 'OpenCode',
  command: 'opencode',
  /** The oldest version that this one was tested with. */
  minVersion: '1.18.33',
  install: 'npm install -g opencode-ai@latest',
  signIn: 'run "opencode auth login"',
  note: 'Its commands run without a sandbox of the operating system: they can do whatever you can.',
};

/**
 * Whether OpenCode is there and new enough, and which models it could use. Whether it is signed in cannot be told: its model
 * may be one of a provider that needs no key. Without any model it is not.
 */
export async function detectOpenCode(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<AgentStatus> {
  const { status, env: own } = await detectCommand(OPENCODE, env, signal);
  if (status.command === null || status.remedy !== null) return status;
  const quiet = { ...own, OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_AUTOUPDATE: '1' };
  const told = await askCommand(status.command, ['models'], quiet, signal);
  // One that answers otherwise does not say: the first turn will.
  if (told?.exitCode !== 0) return status;
  const models = stripControls(told.stdout)
    .split('\n')
    .filter((line) => /^[^\s/]+\/\S+$/.test(line));
  if (models.length > 0) return { ...status, models };
  return { ...status, models, signedIn: false, remedy: 'Sign in with "opencode auth login".' };
}
