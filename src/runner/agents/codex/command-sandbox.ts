import { makePrivateFolder } from '../../../platform/private-folder.ts';
import { run } from '../../../platform/process/run.ts';
import { MaestroError } from '../../../platform/errors.ts';
import { oneLine } from '../../../platform/text.ts';
import type { Turn } from '../agent.ts';
import { encloseSession } from './sandbox.ts';

/** A command and the whole environment that it is started with. */
export interface CommandLine {
  file: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
}

/** What holds commands in that are no agent's: Codex's own sandbox. */
export interface CommandSandbox {
  /** The command line that runs this one inside; `leave` removes what was made for it. */
  enclose(line: CommandLine): Promise<CommandLine & { leave(): Promise<void> }>;
  /**
   * Makes sure that the sandbox works here, so that a failure inside is the command's own.
   * @throws MaestroError `codex.no-sandbox`.
   */
  prove(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void>;
}

/** What such a sandbox lets its commands do, besides reading everything that the user may read. */
export interface CommandSandboxOptions {
  /** The executable, absolute. */
  codex: string;
  /** May be written, but for its `.git`. */
  cwd: string;
  /** Absolute folders that may be written as well. */
  writable: readonly string[];
  network: boolean;
  /** See `Turn`. */
  ours: NonNullable<Turn['ours']>;
}

/** What Codex adds to the environment, and no command needs. */
const CODEX_VARIABLES = ['CODEX_HOME', 'CODEX_MANAGED_PACKAGE_ROOT', 'CODEX_MANAGED_BY_NPM'];
/** No command of a shell's own ends so. */
const PROOF = 87;
const PROOF_MS = 60_000;

/**
 * Codex's sandbox for single commands (`codex sandbox`): on Linux a container of namespaces in which no process outside can be seen, on macOS
 * Seatbelt. The user's own settings of Codex don't count in it.
 * @see https://developers.openai.com/codex/cli/reference (codex sandbox)
 */
export function codexCommandSandbox(options: CommandSandboxOptions): CommandSandbox {
  const { codex, cwd, writable, network, ours } = options;
  const enclose: CommandSandbox['enclose'] = async ({ file, args, env }) => {
    const enclosure = await encloseSession({ sandbox: 'workspace-write', cwd, ours });
    const home = await makePrivateFolder(ours.temporary).catch(async (error: unknown) => {
      await enclosure.leave();
      throw error;
    });
    const { policy } = enclosure;
    const set = (key: string, value: unknown): string[] => [
      '-c',
      // Of these values JSON and TOML have the same notation.
      `${key}=${JSON.stringify(value)}`,
    ];
    return {
      file: codex,
      args: [
        'sandbox',
        ...set('sandbox_mode', 'workspace-write'),
        ...set('sandbox_workspace_write.network_access', network),
        ...set('sandbox_workspace_write.writable_roots', [...(policy.writableRoots ?? []), ...writable]),
        ...set('sandbox_workspace_write.exclude_tmpdir_env_var', policy.excludeTmpdirEnvVar ?? false),
        ...set('sandbox_workspace_write.exclude_slash_tmp', policy.excludeSlashTmp ?? false),
        '--',
        // Inside, the environment is what it would be outside.
        ...['env', ...CODEX_VARIABLES.flatMap((name) => ['-u', name]), `PATH=${env.PATH ?? ''}`],
        ...[file, ...args],
      ],
      env: { ...env, ...enclosure.env, CODEX_HOME: home.path },
      async leave() {
        await home.remove();
        await enclosure.leave();
      },
    };
  };
  return {
    enclose,
    async prove(env, signal) {
      const { leave, ...line } = await enclose({ file: 'sh', args: ['-c', `exit ${PROOF}`], env });
      try {
        const { exitCode, stderr } = await run(line.file, line.args, {
          ...{ cwd, env: line.env, signal, timeoutMs: PROOF_MS },
        });
        if (exitCode !== PROOF) throw noSandbox(stderr);
      } finally {
        await leave();
      }
    },
  };
}

function noSandbox(said: string): MaestroError {
  const last = oneLine(said.trim().split('\n').at(-1) ?? '', 300);
  return new MaestroError(
    'codex.no-sandbox',
    `Codex cannot put commands into its sandbox on this machine${last === '' ? '' : `: ${last}`}`,
    {
      remedy:
        'Try it by hand: codex sandbox -- true. On Linux it needs user namespaces, which some containers and distributions turn off. Where it cannot work, set sandbox = "none" under [validation] in maestro.toml.',
    },
  );
}
