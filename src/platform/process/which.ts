import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * The absolute path of a command on the PATH of an environment; null when there is none. On Windows the endings of PATHEXT
 * (`.exe`, `.cmd`) are tried, as its shell does. Relative entries of the PATH are passed over: they would let a
 * repository's own file pose as the command.
 */
export async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | null> {
  const windows = process.platform === 'win32';
  const endings = windows ? (variable(env, 'PATHEXT') ?? '.EXE;.CMD;.BAT').split(';').filter(Boolean) : [''];
  for (const folder of (variable(env, 'PATH') ?? '').split(delimiter)) {
    const bare = windows ? folder.replace(/^"(.*)"$/, '$1') : folder;
    if (!isAbsolute(bare)) continue;
    for (const ending of endings) {
      const path = join(bare, name + ending);
      if (await isExecutable(path)) return path;
    }
  }
  return null;
}

/** A variable by name; on Windows whatever its case (`Path`). */
function variable(env: NodeJS.ProcessEnv, name: string): string | undefined {
  if (process.platform !== 'win32') return env[name];
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === name);
  return key === undefined ? undefined : env[key];
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    // Missing, not readable, not executable: all the same to a lookup.
    return false;
  }
}
