import { tmpdir } from 'node:os';
import { run, startProcess } from '../../../platform/process/run.ts';
import { findOnPath } from '../../../platform/process/which.ts';
import type { AgentStatus } from '../agent.ts';
import { agentEnvironment } from '../environment.ts';
import { AccountReply } from './messages.ts';
import { connectRpc } from './rpc.ts';
import { initialize } from './thread.ts';

/** The oldest version whose app-server this one was tested with. */
export const MIN_VERSION = '0.169.0';

const COMMAND_MS = 10_000;
const NEWEST = 'npm install -g @openai/codex@latest';

/** Whether Codex is there, new enough and signed in. Spends no tokens. */
export async function detectCodex(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<AgentStatus> {
  const own = agentEnvironment(env, 'codex');
  const status: AgentStatus = {
    id: 'codex',
    displayName: 'Codex',
    installed: false,
    version: null,
    signedIn: null,
    command: await findOnPath('codex', own),
    remedy: `Install it with "${NEWEST}", then run "codex login".`,
    scripted: false,
  };
  if (status.command === null) return status;
  const options = { env: own, cwd: tmpdir(), timeoutMs: COMMAND_MS, ...(signal ? { signal } : {}) };
  const told = await run(status.command, ['--version'], options);
  const version = /\b(\d+\.\d+\.\d+)/.exec(told.stdout)?.[1];
  if (told.exitCode !== 0 || version === undefined)
    return {
      ...status,
      remedy: `"${status.command} --version" does not work. Install it again with "${NEWEST}".`,
    };
  const found = { ...status, installed: true, version };
  if (isOlder(version, MIN_VERSION))
    return { ...found, remedy: `Codex ${version} is too old; ${MIN_VERSION} is needed. Run "${NEWEST}".` };
  const login = await run(status.command, ['login', 'status'], options);
  const signedIn = login.exitCode === 0 ? true : await needsNoLogin(status.command, own, signal);
  return { ...found, signedIn, remedy: signedIn === false ? 'Sign in with "codex login".' : null };
}

/** Null when Codex is set up with a model provider of the user's own (its key is checked by the provider); else false. */
async function needsNoLogin(
  command: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<boolean | null> {
  const live = await startProcess(command, ['app-server'], { cwd: tmpdir(), env });
  const stop = (): void => void live.stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const rpc = connectRpc(live, { wants: () => false, alive: () => undefined });
    await initialize(rpc);
    const reply = AccountReply.parse(await rpc.request('account/read', {}, COMMAND_MS));
    if (reply.account != null) return true;
    return reply.requiresOpenaiAuth ? false : null;
  } catch {
    signal?.throwIfAborted();
    // It does not say: the first turn will.
    return null;
  } finally {
    signal?.removeEventListener('abort', stop);
    await live.stop();
  }
}

/** Compares `1.2.3` by its numbers. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  for (let at = 0; at < 3; at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
