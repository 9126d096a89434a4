import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { exists, readTextIfAny } from '../../platform/files.ts';
import { requireValue } from '../reading/problems.ts';
import { readConfig } from './read.ts';
import type { SecretName, ServiceConfig } from './types.ts';

/**
 * Where the service config is: the file that was named, else `./tmp/maestro.toml`, else the platform's config folder; null when
 * there is none.
 * @throws MaestroError `config.missing` for a named file that is not there.
 */
export async function findConfig(
  named: string | null,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (named !== null) {
    const path = resolve(cwd, named);
    if (await exists(path)) return path;
    throw new MaestroError('config.missing', `There is no file ${path}.`, {
      remedy: 'Name another one with --config, or copy maestro.example.toml there.',
    });
  }
  for (const path of [join(cwd, 'tmp', 'maestro.toml'), join(configFolder(env), 'maestro.toml')])
    if (await exists(path)) return path;
  return null;
}

/** Reads and checks a config. @throws MaestroError `config.*` with file and line. */
export async function loadConfig(path: string): Promise<ServiceConfig> {
  const text = await readTextIfAny(path);
  if (text === undefined) throw new MaestroError('config.missing', `There is no file ${path}.`);
  return requireValue(readConfig(text, path), path, `See what is wrong with: maestro check config ${path}`);
}

/** The value of a secret, read when it is needed. @throws MaestroError `config.no-secret`, naming variable and field. */
export function resolveSecret({ variable, field }: SecretName, env: NodeJS.ProcessEnv): string {
  const value = env[variable]?.trim();
  if (value) return value;
  throw new MaestroError('config.no-secret', `The environment variable ${variable} (${field}) is not set.`, {
    remedy: `Set ${variable} before you start maestro, or name another variable in ${field}.`,
  });
}

/** The GitHub token, which a run needs. @throws MaestroError `config.no-secret`, also when the config names no variable. */
export function resolveToken({ token }: ServiceConfig['github'], env: NodeJS.ProcessEnv): string {
  if (token !== null) return resolveSecret(token, env);
  throw new MaestroError(
    'config.no-secret',
    'The config names no variable with a GitHub token (github.token_env_var).',
    {
      remedy: 'Write [github] and under it token_env_var = "NAME" into maestro.toml, and set that variable.',
    },
  );
}

/** By the platform's own habits: `%APPDATA%`, `~/Library/Application Support`, `$XDG_CONFIG_HOME`. */
function configFolder(env: NodeJS.ProcessEnv): string {
  const home = env.HOME ?? homedir();
  if (process.platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'maestro');
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', 'maestro');
  return join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'maestro');
}
