import { dirname, join } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { run, startProcess } from '../../platform/process/run.ts';
import { findOnPath } from '../../platform/process/which.ts';
import { type Redact, redactor } from '../../platform/redact.ts';
import { onAbort } from '../../platform/on-abort.ts';
import { gitEnvironment } from './environment.ts';
import { gitFailure } from './failure.ts';
import type { Setting } from './settings.ts';

/** Time limits in milliseconds: everything on this machine; one fetch or push; a whole clone. */
export const LOCAL_MS = 2 * 60_000;
export const NETWORK_MS = 10 * 60_000;
export const CLONE_MS = 30 * 60_000;

/** A signal that is never aborted. Each command still ends at its own time limit (`git.timeout`). */
export function uninterrupted(): AbortSignal {
  return new AbortController().signal;
}

/** What one command may need besides its words. */
export interface GitOptions {
  /** Text for standard input. */
  input?: string;
  /** Added to the environment of this command alone. */
  env?: NodeJS.ProcessEnv;
  settings?: readonly Setting[];
  /** Exit codes besides 0 that are an answer, not a failure. */
  accept?: readonly number[];
  /** Milliseconds; `LOCAL_MS` unless said. */
  timeoutMs?: number;
  /** Told standard error as it comes. */
  onStderr?: (text: string) => void;
}

/** How a command ended that did not fail. */
export interface GitAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

/** git in one place (a clone, a private folder, nowhere), with the environment and limits that we give it. */
export interface Git {
  /** Runs a command. @throws MaestroError `git.*` (see `failure.ts`), or the signal's reason when it was aborted. */
  answer(args: readonly string[], options?: GitOptions): Promise<GitAnswer>;
  /** Standard output without its last newline. */
  text(args: readonly string[], options?: GitOptions): Promise<string>;
  /** Standard output cut at `maxBytes` of UTF-8, at the end of a line; the command is ended there. */
  head(args: readonly string[], maxBytes: number): Promise<string>;
}

/** Where and how git runs. */
export interface GitPlace {
  /** Words before the command that say which repository: `inClone(dir)`; none to run outside of any. */
  at: readonly string[];
  /** The environment that git's is built from (by an allow-list). */
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  settings?: readonly Setting[];
  extra?: NodeJS.ProcessEnv;
  /** The answer for our credential helper (see `credential.ts`). */
  answer?: () => string;
  redact?: Redact;
}

/**
 * The words that tie git to the clone in `dir` and to nothing else: without them a folder that lost its `.git` would make
 * git act on a repository above it, and `core.worktree` could send it elsewhere.
 */
export function inClone(dir: string): readonly string[] {
  return ['-C', dir, '--git-dir', join(dir, '.git'), '--work-tree', dir];
}

/** git for a place. Nothing is started yet. */
export function gitAt(place: GitPlace): Git {
  const redact = place.redact ?? redactor();
  // Never the clone: on Windows a program is looked for in the current folder first, and a repository may hold a git.exe.
  const cwd = dirname(process.execPath);
  const words = (args: readonly string[]): string[] => [...place.at, ...args];
  // Looked for once: a PATH has a dozen folders, and a contribution runs a hundred commands.
  let found: Promise<string> | undefined;
  const gitPath = (): Promise<string> => {
    found ??= requireGitPath(place.env);
    found.catch(() => {
      found = undefined;
    });
    return found;
  };
  // Nearly every command's; reading the process's own environment costs more than all the rest of it.
  let usual: NodeJS.ProcessEnv | undefined;
  const environment = ({ settings, env }: GitOptions = {}): NodeJS.ProcessEnv => {
    const { settings: always = [], extra } = place;
    if (settings || env)
      return gitEnvironment(place.env, [...always, ...(settings ?? [])], { ...extra, ...env });
    usual ??= gitEnvironment(place.env, always, extra);
    return usual;
  };

  async function answer(args: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
    const done = await run(await gitPath(), words(args), {
      cwd,
      env: environment(options),
      signal: place.signal,
      timeoutMs: options.timeoutMs ?? LOCAL_MS,
      ...(options.input === undefined ? {} : { input: options.input }),
      ...(options.onStderr ? { onStderr: options.onStderr } : {}),
      ...(place.answer ? { answer: place.answer } : {}),
    });
    const code = done.exitCode;
    if (!done.timedOut && code !== undefined && (code === 0 || options.accept?.includes(code)))
      return { code, stdout: done.stdout, stderr: done.stderr };
    const failure = { command: args[0] ?? '', exitCode: code, timedOut: done.timedOut };
    throw gitFailure({ ...failure, output: `${done.stdout.slice(-8_192)}\n${done.stderr}` }, redact);
  }

  async function head(args: readonly string[], maxBytes: number): Promise<string> {
    place.signal.throwIfAborted();
    const live = await startProcess(await gitPath(), words(args), {
      cwd,
      env: environment(),
    });
    const end = (): void => void live.stop();
    const timer = setTimeout(end, LOCAL_MS);
    const unheard = onAbort(place.signal, end);
    try {
      live.closeInput();
      const { text, cut } = await collect(live.lines, maxBytes);
      place.signal.throwIfAborted();
      if (cut) return text;
      const { exitCode } = await live.exited;
      if (exitCode === 0) return text;
      const failure = { command: args[0] ?? '', exitCode, timedOut: false, output: live.stderrTail() };
      throw gitFailure(failure, redact);
    } finally {
      clearTimeout(timer);
      unheard();
      await live.stop();
    }
  }

  return {
    answer,
    head,
    text: async (args, options) => (await answer(args, options)).stdout.replace(/\r?\n$/, ''),
  };
}

/** The absolute path of git. @throws MaestroError `git.missing`. */
export async function requireGitPath(env: NodeJS.ProcessEnv): Promise<string> {
  const path = await findOnPath('git', env);
  if (path !== null) return path;
  throw new MaestroError('git.missing', 'git was not found on the PATH.', {
    remedy: 'Install git 2.31 or newer (https://git-scm.com/downloads), then try again.',
  });
}

async function collect(
  lines: AsyncIterable<string>,
  maxBytes: number,
): Promise<{ text: string; cut: boolean }> {
  const kept: string[] = [];
  let bytes = 0;
  for await (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > maxBytes) return { text: kept.join(''), cut: true };
    kept.push(`${line}\n`);
  }
  return { text: kept.join(''), cut: false };
}
