import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MaestroError } from '../errors.ts';

/** How a process is started that outlives its starter. */
export interface DetachOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Where its output goes (appended). */
  logFile: string;
  /** Written to its standard input, which is then closed: the way for a secret that must not stand in an environment. */
  input: string;
}

/**
 * Starts a process that lives on when this one ends (its own session, no shared streams).
 * Plain `node:child_process` on purpose: the window needs only this, not the whole process library.
 * @returns its process id.
 * @throws MaestroError `process.not-found`.
 */
export async function startDetached(
  file: string,
  args: readonly string[],
  options: DetachOptions,
): Promise<number> {
  await mkdir(dirname(options.logFile), { recursive: true });
  const log = await open(options.logFile, 'a', 0o600);
  try {
    const child = spawn(file, [...args], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      windowsHide: true,
      stdio: ['pipe', log.fd, log.fd],
    });
    const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
    const started = new Promise<void>((resolve) => child.once('spawn', resolve));
    await Promise.race([started, failed]);
    await Promise.race([
      failed,
      new Promise<void>((resolve) => {
        child.stdin?.on('error', () => resolve());
        child.stdin?.end(options.input, () => resolve());
      }),
    ]);
    child.unref();
    return child.pid as number;
  } catch (cause) {
    throw new MaestroError('process.not-found', `The command ${JSON.stringify(file)} could not be started.`, {
      cause,
      remedy: 'Check that it is installed and on the PATH.',
    });
  } finally {
    await log.close();
  }
}
