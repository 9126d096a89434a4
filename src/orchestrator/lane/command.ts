import { runForTail } from '../../platform/process/tail.ts';
import { type Redact, redactor } from '../../platform/redact.ts';
import { stripControls } from '../../platform/text.ts';
import type { CommandSandbox } from '../../runner/agents/codex/command-sandbox.ts';
import { agentEnvironment } from '../../runner/agents/environment.ts';
import { requireShell } from '../../runner/workspace/shell.ts';

const TAIL_CHARS = 8_192;

/** Where and how a lane's own commands run. */
export interface CommandPlace {
  /** The lane's folder. */
  dir: string;
  /** What theirs is built from: only what programs need to find their way is passed on, nothing that is a secret. */
  env: NodeJS.ProcessEnv;
  /** Passed as well, by name, when they are set. */
  pass?: readonly string[];
  /** Milliseconds. */
  timeoutMs: number;
  signal: AbortSignal;
  redact?: Redact;
  /** Holds the command in; null or left out when it runs as the user does. */
  sandbox?: CommandSandbox | null;
}

/** How a command ended. */
export interface CommandResult {
  command: string;
  /** null when a signal ended it (the time limit, too). */
  exitCode: number | null;
  timedOut: boolean;
  durationMs: number;
  /** The last of what it printed, on both streams, at most 8,192 characters: redacted, without controls. */
  outputTail: string;
}

/**
 * Runs a shell script (`sh -c`) in a lane, in a process group of its own; nothing of it stays. It is not a login shell: a
 * profile could bring back the secrets that were left out.
 * @throws MaestroError `shell.missing`, `codex.no-sandbox`, or the signal's reason when it was aborted.
 */
export async function runInLane(command: string, place: CommandPlace): Promise<CommandResult> {
  const shell = await requireShell(place.env);
  const redact = place.redact ?? redactor();
  const began = performance.now();
  const { sandbox = null } = place;
  const env = commandEnvironment(place);
  const plain = { file: shell, args: ['-c', command], env };
  const line = sandbox === null ? { ...plain, leave: async () => undefined } : await sandbox.enclose(plain);
  const done = await runForTail(line.file, line.args, {
    cwd: place.dir,
    env: line.env,
    signal: place.signal,
    timeoutMs: place.timeoutMs,
    // Twice as much, so that a secret at the cut is whole when it is looked for.
    maxChars: TAIL_CHARS * 2,
  }).finally(() => line.leave());
  // Was it the command that failed, or the sandbox? A signal or a limit ends only what has begun.
  if (sandbox !== null && done.exitCode !== 0 && !done.timedOut) await sandbox.prove(env, place.signal);
  return {
    command,
    exitCode: done.exitCode,
    timedOut: done.timedOut,
    durationMs: Math.round(performance.now() - began),
    outputTail: tailOf(stripControls(redact(done.tail)).trimEnd(), done.cut),
  };
}

/** True when it ended by itself, and well. */
export function succeeded(result: CommandResult): boolean {
  return result.exitCode === 0 && !result.timedOut;
}

function commandEnvironment({ env, pass = [] }: CommandPlace): NodeJS.ProcessEnv {
  const passed = pass.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return {
    ...agentEnvironment(env, 'none'),
    ...Object.fromEntries(passed),
    CI: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

function tailOf(text: string, cut: boolean): string {
  if (!cut && text.length <= TAIL_CHARS) return text;
  return `…${text.slice(1 - TAIL_CHARS).replace(/^[\udc00-\udfff]/, '')}`;
}
