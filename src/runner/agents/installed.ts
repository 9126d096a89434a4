import { tmpdir } from 'node:os';
import { MaestroError } from '../../platform/errors.ts';
import { run } from '../../platform/process/run.ts';
import { findOnPath } from '../../platform/process/which.ts';
import type { AgentStatus } from './agent.ts';
import { agentEnvironment } from './environment.ts';

/** Milliseconds that a command gets to say something about itself; some start slowly on a busy machine. */
const COMMAND_MS = 60_000;

/** What is looked for. */
export interface Wanted {
  id: string;
  displayName: string;
  /** The command on the PATH; it answers `--version`. */
  command: string;
  minVersion: string;
  /** The command line that installs the newest one. */
  install: string;
  /** How to sign in, as the end of a sentence. */
  signIn: string;
  /** How far it is held in check, where that is not far. */
  note?: string;
}

/** What was found; `status.remedy` is null when the command is there and new enough. `env` is the agent's own. */
export interface Found {
  status: AgentStatus;
  env: NodeJS.ProcessEnv;
}

/** Whether an agent's command is there and new enough. `signedIn` and `models` are left open. */
export async function detectCommand(
  wanted: Wanted,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Found> {
  const own = agentEnvironment(env, wanted.id);
  const command = await findOnPath(wanted.command, own);
  const status: AgentStatus = {
    id: wanted.id,
    displayName: wanted.displayName,
    installed: false,
    version: null,
    minVersion: wanted.minVersion,
    signedIn: null,
    models: null,
    command,
    remedy: `Install it with "${wanted.install}", then ${wanted.signIn}.`,
    ...(wanted.note === undefined ? {} : { note: wanted.note }),
    install: wanted.install,
    scripted: false,
  };
  if (command === null) return { status, env: own };
  const told = await askCommand(command, ['--version'], own, signal);
  const version = /\b(\d+\.\d+\.\d+)/.exec(told?.stdout ?? '')?.[1];
  if (told?.exitCode !== 0 || version === undefined) {
    const remedy = `"${command} --version" does not work. Install it again with "${wanted.install}".`;
    return { status: { ...status, remedy }, env: own };
  }
  const remedy = isOlder(version, wanted.minVersion)
    ? `${wanted.displayName} ${version} is too old; ${wanted.minVersion} is needed. Run "${wanted.install}".`
    : null;
  return { status: { ...status, installed: true, version, remedy }, env: own };
}

/**
 * What a command says of itself, away from any project; null when it cannot be started.
 * @throws the signal's reason when it was aborted.
 */
export async function askCommand(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<{ exitCode: number | undefined; stdout: string } | null> {
  const options = { env, cwd: tmpdir(), timeoutMs: COMMAND_MS, ...(signal ? { signal } : {}) };
  try {
    return await run(command, args, options);
  } catch (error) {
    signal?.throwIfAborted();
    // A file that the system cannot run (another machine's, half an installation) is as good as none.
    if (error instanceof MaestroError) return null;
    throw error;
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
