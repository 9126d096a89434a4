import { isAbsolute } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { findOnPath } from '../../platform/process/which.ts';
import type { ServiceConfig } from '../config/types.ts';

/** The executable of Codex that the config names, absolute. @throws MaestroError `codex.missing`. */
export async function findCodex(
  { worker }: Pick<ServiceConfig, 'worker'>,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const name = worker.codexCommand;
  const command = isAbsolute(name) ? name : await findOnPath(name, env);
  if (command !== null) return command;
  throw new MaestroError(
    'codex.missing',
    `Codex is not installed (no ${JSON.stringify(name)} on the PATH).`,
    {
      remedy:
        'Install it (npm install -g @openai/codex), sign in with "codex login", and try: maestro protocol probe',
    },
  );
}
