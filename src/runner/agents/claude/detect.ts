import * as z from 'zod';
import type { AgentStatus } from '../agent.ts';
import { askCommand, detectCommand } from '../installed.ts';
import { jsonOf } from '../one-shot.ts';

const CLAUDE = {
  id: 'claude',
  displayName: 'Claude Code',
  command: 'claude',
  /** The oldest version that this one was tested with. */
  minVersion: '2.1.329',
  install: 'npm install -g @anthropic-ai/claude-code@latest',
  signIn: 'run "claude" and sign in with /login',
  note: 'Its commands run without a sandbox of the operating system: they can do whatever you can.',
};
const SignIn = z.object({ loggedIn: z.boolean() });

/** Whether Claude Code is there, new enough and signed in. Spends no tokens. */
export async function detectClaude(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<AgentStatus> {
  const { status, env: own } = await detectCommand(CLAUDE, env, signal);
  if (status.command === null || status.remedy !== null) return status;
  const told = await askCommand(status.command, ['auth', 'status'], own, signal);
  // A version that answers otherwise does not say: the first turn will.
  const signedIn = SignIn.safeParse(jsonOf(told?.stdout ?? '')).data?.loggedIn ?? null;
  return { ...status, signedIn, remedy: signedIn === false ? 'Run "claude" and sign in with /login.' : null };
}
