import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTextIfAny } from '../../../platform/files.ts';
import { guardFolder } from '../../../platform/process/guard.ts';
import type { Turn } from '../agent.ts';
import { policyRules } from './policy.ts';
import { turnSettings } from './settings.ts';

/** Not taken over: the first is made anew, and no folder is trusted by what the second says. */
const OWN = new Set(['settings.json', 'trustedFolders.json']);

/** The Gemini home of one turn. */
export interface TurnHome {
  /** What Gemini's environment gets besides. */
  env: NodeJS.ProcessEnv;
  /** The file of the policy's rules. */
  policy: string;
  remove(): Promise<void>;
}

/** The folder that holds the user's `.gemini`. */
export function userHome(env: NodeJS.ProcessEnv): string {
  return env.GEMINI_CLI_HOME || env.HOME || env.USERPROFILE || homedir();
}

/**
 * Makes a home that is the user's own (sign-in, sessions, everything by links) but for its settings. A folder counts as
 * trusted or not by settings, and only in the user's own place are they always read: system settings have to be root's. In a
 * folder that is not trusted Gemini starts nothing that the repository's `.gemini` names: no tool servers, no hooks, no
 * discovery commands, no `.env`.
 * @throws MaestroError `gemini.settings`.
 */
export async function turnHome(turn: Pick<Turn, 'env' | 'sandbox'>): Promise<TurnHome> {
  const users = join(userHome(turn.env), '.gemini');
  const root = await mkdtemp(join(tmpdir(), 'maestro-gemini-'));
  // The user's keys are in it.
  const dismissGuard = guardFolder(root);
  const remove = async () => {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
    dismissGuard();
  };
  try {
    const settings = turnSettings((await readTextIfAny(join(users, 'settings.json'))) ?? '');
    // Sessions must outlive the turn, also the first one that ever was.
    await mkdir(join(users, 'tmp'), { recursive: true });
    await mkdir(join(root, '.gemini'));
    await link(users, join(root, '.gemini'));
    await writeFile(join(root, '.gemini', 'settings.json'), settings, { mode: 0o600 });
    // Where a folder that is not trusted lets Gemini look for keys.
    const keys =
      (await readTextIfAny(join(users, '.env'))) ?? (await readTextIfAny(join(users, '..', '.env')));
    if (keys !== undefined) await writeFile(join(root, '.env'), keys, { mode: 0o600 });
    const policy = join(root, 'policy.toml');
    await writeFile(policy, policyRules(turn.sandbox));
    const temp = join(root, 'temp');
    await mkdir(temp);
    const env = {
      GEMINI_CLI_HOME: root,
      GEMINI_CLI_TRUST_WORKSPACE: 'false',
      // Without it the process that we see is only the parent of the one that works, and ignores signals.
      GEMINI_CLI_NO_RELAUNCH: 'true',
      // It leaves reports of errors there.
      TMPDIR: temp,
      TEMP: temp,
      TMP: temp,
    };
    return { env, policy, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function link(from: string, to: string): Promise<void> {
  const windows = process.platform === 'win32';
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (OWN.has(entry.name) || entry.name.endsWith('.tmp')) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    // On Windows only links to folders need no special right.
    if (windows && entry.isFile()) await copyFile(source, target);
    else await symlink(source, target, windows ? 'junction' : undefined);
  }
}
