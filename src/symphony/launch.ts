import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { MaestroError } from '../platform/errors.ts';
import { sizeOf } from '../platform/files.ts';
import { isProcessAlive, lockHolder } from '../platform/lock.ts';
import type { Home } from '../platform/paths.ts';
import { startDetached } from '../platform/process/detach.ts';
import { endGroup } from '../platform/process/kill.ts';
import { splitLines } from '../platform/process/lines.ts';
import { redactor } from '../platform/redact.ts';
import { stripControls } from '../platform/text.ts';
import { readState } from './journal/fold-cache.ts';
import { contributionPaths } from './journal/paths.ts';
import { withoutTokens } from './launch-environment.ts';

const START_LIMIT_MS = 10_000;
const INPUT_LIMIT_MS = 5_000;
const MAX_LOG_BYTES = 1024 * 1024;
const LOG_TAIL_BYTES = 4_096;

/**
 * The engine's threads share one heap of the C library (glibc) instead of having up to eight a core, which none of them
 * gives back: 5 to 8 MB. It has to be said before the process begins, and goes no further: what agents and git get are
 * allow-lists.
 */
const SMALL = { MALLOC_ARENA_MAX: '1' };

/** How this program is started as an engine; the door knows (the editor's Node or the command line's). */
export interface EngineCommand {
  file: string;
  args: readonly string[];
  /** Added to the scrubbed environment, for example `ELECTRON_RUN_AS_NODE`. */
  env: NodeJS.ProcessEnv;
}

/** What is needed to start an engine. */
export interface Launch {
  home: Home;
  id: string;
  command: EngineCommand;
  /** Goes over standard input, so that no process list and no child's environment shows it. */
  token: string | undefined;
  /** The door's environment; tokens in it are left out. */
  env: NodeJS.ProcessEnv;
  /** Milliseconds that it may take to come to work; by default 10 seconds. */
  limitMs?: number;
}

/**
 * Starts the engine of a contribution, which outlives this process, and waits until it has taken the contribution's
 * lock. When one was at work already, that one goes on.
 * @returns the process id of the engine at work.
 * @throws MaestroError `engine.did-not-start` with the last lines of its log.
 */
export async function launchEngine(launch: Launch): Promise<number> {
  const { home, id, command, token, env, limitMs = START_LIMIT_MS } = launch;
  const logFile = join(home.logs, `${id}.log`);
  await rotate(logFile);
  const logFrom = await sizeOf(logFile);
  const pid = await startDetached(command.file, command.args, {
    cwd: home.root,
    env: { ...withoutTokens(env), ...SMALL, ...command.env, MAESTRO_HOME: home.root },
    logFile,
    input: `${JSON.stringify({ token: token ?? null })}\n`,
  });
  const deadline = performance.now() + limitMs;
  while (performance.now() < deadline) {
    const alive = isProcessAlive(pid);
    const holder = await lockHolder(contributionPaths(home, id).lock);
    if (holder?.pid === pid) return pid;
    if (!alive) {
      // It found another one at work and left the field to that one.
      if (holder) return holder.pid;
      // So quick that its lock was never seen: its journal tells.
      if ((await readState(home, id))?.engine?.pid === pid) return pid;
      break;
    }
    await sleep(25);
  }
  await endGroup(pid, 1_000);
  const tail = redactor([token])(await logTail(logFile, logFrom));
  throw new MaestroError(
    'engine.did-not-start',
    `The engine of contribution ${id} did not start.${tail ? ` Its last words: ${tail}` : ''}`,
    { remedy: `See ${logFile}, then try again with: maestro symphony resume ${id}` },
  );
}

const EngineInput = z.object({ token: z.string().nullable() });

/**
 * The engine's side: reads the input that `launchEngine` wrote to its standard input.
 * @throws MaestroError `engine.no-input` when it is not there in time or is something else.
 */
export async function readEngineInput(
  stdin: Readable,
  limitMs = INPUT_LIMIT_MS,
): Promise<{ token: string | undefined }> {
  const timer = setTimeout(() => stdin.destroy(), limitMs);
  try {
    for await (const line of splitLines(stdin, 64 * 1024)) {
      const { token } = EngineInput.parse(JSON.parse(line));
      return { token: token ?? undefined };
    }
    throw new Error('Standard input ended.');
  } catch (cause) {
    // Neither the line nor a parser's complaint may be shown: both can hold the token.
    const why =
      cause instanceof SyntaxError || cause instanceof z.ZodError ? 'was not understood' : 'did not come';
    throw new MaestroError('engine.no-input', `The input of the engine ${why}.`, {
      remedy:
        'Do not run this command yourself. Other commands start it, for example: maestro symphony resume ID',
    });
  } finally {
    clearTimeout(timer);
    stdin.destroy();
  }
}

async function rotate(logFile: string): Promise<void> {
  if ((await sizeOf(logFile)) > MAX_LOG_BYTES) await rename(logFile, `${logFile}.1`);
}

/** What was written since `from`, its end, safe to show. */
async function logTail(path: string, from: number): Promise<string> {
  const size = await sizeOf(path);
  const start = Math.max(from, size - LOG_TAIL_BYTES);
  if (size <= start) return '';
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(size - start);
    await handle.read(buffer, 0, buffer.length, start);
    return stripControls(buffer.toString('utf8')).trim().split('\n').slice(-5).join('\n');
  } finally {
    await handle.close();
  }
}
