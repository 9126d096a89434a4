import { writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { MaestroError } from '../../../platform/errors.ts';
import { startPiped } from '../../../platform/process/piped.ts';
import { run } from '../../../platform/process/run.ts';
import { createObjectReader, type ObjectReader } from './objects.ts';
import { createTurns } from './turns.ts';

const TIME_LIMIT_MS = 120_000;
/** A page of a hundred pull requests must not start a hundred processes. */
const PROCESSES = 8;

// The served folders may belong to another user (a rehearsal of somebody's checkout); no hook of theirs may run. Nothing is
// tidied behind our back: forks share their upstream's objects. Pull requests' refs are the forge's own, as on GitHub.
const CONFIG = `[safe]
\tdirectory = *
[core]
\thooksPath = ${devNull.replaceAll('\\', '\\\\')}
[gc]
\tauto = 0
[maintenance]
\tauto = false
[receive]
\tautogc = false
\thideRefs = refs/pull
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
`;

/** What one git command may need. */
export interface GitOptions {
  /** Text for standard input. */
  input?: string;
  env?: NodeJS.ProcessEnv;
  /** Exit codes besides 0 that are an answer, not a failure. */
  accept?: readonly number[];
}

/** git as the forge uses it: always in another process, never waited for synchronously (that would deadlock a clone). */
export interface Git {
  /** The environment of every git process of the forge: nothing of the user's own configuration. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs git on a bare repository (or on none) and gives its output without the last newline. */
  text(dir: string | null, args: readonly string[], options?: GitOptions): Promise<string>;
  /** The same with the exit code. */
  result(
    dir: string | null,
    args: readonly string[],
    options?: GitOptions,
  ): Promise<{ code: number; text: string }>;
  readonly objects: ObjectReader;
}

/** Prepares git for the folder `root`: its own configuration file, its own home. */
export async function createGit(root: string, env: NodeJS.ProcessEnv): Promise<Git> {
  const config = join(root, 'gitconfig');
  await writeFile(config, CONFIG);
  const gitEnv: NodeJS.ProcessEnv = {
    ...pick(env, ['PATH', 'Path', 'SystemRoot', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR']),
    HOME: root,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: config,
    GIT_TERMINAL_PROMPT: '0',
    // What a checkout lacks is said, not fetched: its server is none of the rehearsal's.
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
  const inTurn = createTurns(PROCESSES);
  async function result(dir: string | null, args: readonly string[], options: GitOptions = {}) {
    const where = dir === null ? [] : ['--git-dir', dir];
    const done = await inTurn(() =>
      run('git', [...where, ...args], {
        cwd: root,
        env: { ...gitEnv, ...options.env },
        timeoutMs: TIME_LIMIT_MS,
        ...(options.input === undefined ? {} : { input: options.input }),
      }),
    );
    const code = done.exitCode ?? -1;
    if (code !== 0 && !options.accept?.includes(code)) throw failed(args, done.stderr);
    return { code, text: done.stdout.replace(/\n$/, '') };
  }
  return {
    env: gitEnv,
    result,
    text: async (dir, args, options) => (await result(dir, args, options)).text,
    objects: createObjectReader((dir, args) =>
      startPiped('git', ['--git-dir', dir, ...args], { cwd: root, env: gitEnv }),
    ),
  };
}

function failed(args: readonly string[], stderr: string): MaestroError {
  return new MaestroError(
    'rehearsal.git-failed',
    `git ${args[0]} failed in the rehearsal forge: ${stderr.trim()}`,
    {
      remedy: 'See what git reported. A rehearsal needs git 2.38 or newer.',
    },
  );
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
