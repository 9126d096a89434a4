import { tmpdir } from 'node:os';
import * as z from 'zod';
import { run } from '../../../platform/process/run.ts';
import type { AgentStatus } from '../agent.ts';
import { detectCommand } from '../installed.ts';
import { jsonOf } from '../one-shot.ts';

/** The oldest version that this one was tested with. */
export const MIN_VERSION = '2.1.329';

const COMMAND_MS = 10_000;
const SignIn = z.object({ loggedIn: z.boolean() });

/** Whether Claude Code is there, new enough and signed in. Spends no tokens. */
export async function detectClaude(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<AgentStatus> {
  const { status, env: own } = await detectCommand(
    {
      id: 'claude',
      displayName: 'Claude Code',
      command: 'claude',
      minVersion: MIN_VERSION,
      install: 'npm install -g @anthropic-ai/claude-code@latest',
      signIn: 'run "claude" and sign in with /login',
      note: 'Its commands run without a sandbox of the operating system.',
    },
    env,
    signal,
  );
  if (status.command === null || status.remedy !== null) return status;
  const told = await run(status.command, ['auth', 'status'], {
    env: own,
    cwd: tmpdir(),
    timeoutMs: COMMAND_MS,
    ...(signal ? { signal } : {}),
  });
  // A version that answers otherwise does not say: the first turn will.
  const signedIn = SignIn.safeParse(jsonOf(told.stdout)).data?.loggedIn ?? null;
  return { ...status, signedIn, remedy: signedIn === false ? 'Run "claude" and sign in with /login.' : null };
}
