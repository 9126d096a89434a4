import { tmpdir } from 'node:os';
import { run } from '../../platform/process/run.ts';
import { findOnPath } from '../../platform/process/which.ts';
import type { AgentStatus } from './agent.ts';
import { isOlder } from './codex/detect.ts';
import { agentEnvironment } from './environment.ts';

const COMMAND_MS = 10_000;

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
  note: string;
}

/** What was found; `status.remedy` is null when the command is there and new enough. `env` is the agent's own. */
export interface Found {
  status: AgentStatus;
  env: NodeJS.ProcessEnv;
}

/** Whether an agent's command is there and new enough. `signedIn` is left open. */
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
    signedIn: null,
    command,
    remedy: `Install it with "${wanted.install}", then ${wanted.signIn}.`,
    note: wanted.note,
    scripted: false,
  };
  if (command === null) return { status, env: own };
  const told = await run(command, ['--version'], {
    env: own,
    cwd: tmpdir(),
    timeoutMs: COMMAND_MS,
    ...(signal ? { signal } : {}),
  });
  const version = /\b(\d+\.\d+\.\d+)/.exec(told.stdout)?.[1];
  if (told.exitCode !== 0 || version === undefined) {
    const remedy = `"${command} --version" does not work. Install it again with "${wanted.install}".`;
    return { status: { ...status, remedy }, env: own };
  }
  const remedy = isOlder(version, wanted.minVersion)
    ? `${wanted.displayName} ${version} is too old; ${wanted.minVersion} is needed. Run "${wanted.install}".`
    : null;
  return { status: { ...status, installed: true, version, remedy }, env: own };
}
