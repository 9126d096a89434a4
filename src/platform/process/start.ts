import { MaestroError } from '../errors.ts';

/** How every process is started that is read while it runs: in a group of its own, with exactly the environment given. */
export function inOwnGroup(options: { cwd: string; env: NodeJS.ProcessEnv }) {
  return {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    buffer: false,
    reject: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
  } as const;
}

/** @returns `process.not-found`. */
export function notFound(file: string, cause: unknown): MaestroError {
  return new MaestroError('process.not-found', `The command ${JSON.stringify(file)} could not be started.`, {
    cause,
    remedy: 'Check that it is installed and on the PATH.',
  });
}
