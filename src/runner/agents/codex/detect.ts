import { tmpdir } from 'node:os';
import { onAbort } from '../../../platform/on-abort.ts';
import { startProcess } from '../../../platform/process/run.ts';
import type { AgentStatus } from '../agent.ts';
import { askCommand, detectCommand } from '../installed.ts';
import { AccountReply, ModelsReply } from './messages.ts';
import { connectRpc } from './rpc.ts';
import { initialize } from './thread.ts';

/** A healthy app-server answers within a quarter of a second, on a busy machine much later. */
const SERVER_MS = 30_000;

const CODEX = {
  id: 'codex',
  displayName: 'Codex',
  command: 'codex',
  /** The oldest version whose app-server this one was tested with. */
  minVersion: '0.169.0',
  install: 'npm install -g @openai/codex@latest',
  signIn: 'run "codex login"',
};

/** Whether Codex is there, new enough and signed in, and which models it offers. Spends no tokens. */
export async function detectCodex(env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<AgentStatus> {
  const { status, env: own } = await detectCommand(CODEX, env, signal);
  if (status.command === null || status.remedy !== null) return status;
  const login = await askCommand(status.command, ['login', 'status'], own, signal);
  const server = await askServer(status.command, own, signal);
  const signedIn = login?.exitCode === 0 ? true : server.signedIn;
  const remedy = signedIn === false ? 'Sign in with "codex login".' : null;
  return { ...status, signedIn, models: server.models, remedy };
}

/**
 * What its app-server knows. `signedIn` is null when Codex is set up with a model provider of the user's own: its key is
 * checked by the provider, and Codex does not know its models.
 */
async function askServer(
  command: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Pick<AgentStatus, 'signedIn' | 'models'>> {
  const live = await startProcess(command, ['app-server'], { cwd: tmpdir(), env });
  const unheard = onAbort(signal, () => void live.stop());
  try {
    const rpc = connectRpc(live, { wants: () => false, alive: () => undefined });
    await initialize(rpc, SERVER_MS);
    const { account, requiresOpenaiAuth } = AccountReply.parse(
      await rpc.request('account/read', {}, SERVER_MS),
    );
    if (account == null && !requiresOpenaiAuth) return { signedIn: null, models: null };
    const models = await rpc.request('model/list', {}, SERVER_MS).then(
      (reply) => ModelsReply.parse(reply).data.flatMap(({ model, hidden }) => (hidden ? [] : [model])),
      // Signed in it may ask the network for them, which may be down.
      () => null,
    );
    signal?.throwIfAborted();
    return { signedIn: account != null, models };
  } catch {
    signal?.throwIfAborted();
    // It does not say: the first turn will.
    return { signedIn: null, models: null };
  } finally {
    unheard();
    await live.stop();
  }
}
