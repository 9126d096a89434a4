import { tmpdir } from 'node:os';
import { onAbort } from '../../../platform/on-abort.ts';
import { startProcess } from '../../../platform/process/run.ts';
import { endTree } from '../../../platform/process/tree.ts';
import { connectAcp, greet, type Listener } from './connect.ts';

const GREETING_MS = 20_000;

/**
 * Starts a command only to hear its greeting, and tells the version that is in it.
 * @throws what `greet` throws, and `process.not-found`.
 */
export async function askVersion(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string | null> {
  const live = await startProcess(command, args, { cwd: tmpdir(), env });
  const unheard = onAbort(signal, () => void live.stop());
  const connection = connectAcp(live, DEAF);
  try {
    return (await greet(connection, GREETING_MS)).version;
  } finally {
    unheard();
    connection.close();
    await endTree(live.pid);
    await live.stop();
  }
}

const DEAF: Listener = {
  alive: () => undefined,
  update: () => undefined,
  foreign: () => undefined,
  room: async () => undefined,
  permission: async () => ({ outcome: { outcome: 'cancelled' } }),
};
