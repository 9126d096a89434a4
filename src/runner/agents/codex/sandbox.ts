import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isInside } from '../../../platform/files.ts';
import { makePrivateFolder } from '../../../platform/private-folder.ts';
import type { Sandbox, Turn } from '../agent.ts';

/** Codex's `SandboxPolicy`, as far as we use it. */
interface SandboxPolicy extends Record<string, unknown> {
  type: 'readOnly' | 'workspaceWrite' | 'dangerFullAccess';
  networkAccess?: boolean;
  /** Besides the working folder; absolute. */
  writableRoots?: string[];
  excludeTmpdirEnvVar?: boolean;
  excludeSlashTmp?: boolean;
}

/** What holds an agent's commands in, for one session. */
export interface Enclosure {
  policy: SandboxPolicy;
  /** Added to the environment of Codex. */
  env: NodeJS.ProcessEnv;
  /** Removes what was made for it. */
  leave(): Promise<void>;
}

/**
 * The sandbox of a session. With `workspace-write` Codex lets commands write the machine's folders for temporary files as well as
 * the clone. Where something of ours lies in them (other clones, the state folder) they are taken out, and the session gets a
 * folder of its own for temporary files.
 */
export async function encloseSession({
  sandbox,
  cwd,
  ours,
}: Pick<Turn, 'sandbox' | 'cwd' | 'ours'>): Promise<Enclosure> {
  const policy = policyOf(sandbox);
  const nothing: Enclosure = { policy, env: {}, leave: async () => undefined };
  if (sandbox !== 'workspace-write' || !ours) return nothing;
  if (!(await anyIsTemporary([cwd, ...ours.folders]))) return nothing;
  const folder = await makePrivateFolder(ours.temporary);
  return {
    policy: {
      ...policy,
      writableRoots: [await realpath(folder.path)],
      excludeTmpdirEnvVar: true,
      excludeSlashTmp: true,
    },
    // Programs look at one or another.
    env: { TMPDIR: folder.path, TMP: folder.path, TEMP: folder.path },
    leave: folder.remove,
  };
}

async function anyIsTemporary(folders: readonly string[]): Promise<boolean> {
  const temporary = await Promise.all(['/tmp', tmpdir()].map(real));
  const found = await Promise.all(folders.map(real));
  return found.some((folder) => temporary.some((root) => isInside(root, folder)));
}

/** Where a path leads; itself where nothing is there. */
async function real(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function policyOf(sandbox: Sandbox): SandboxPolicy {
  switch (sandbox) {
    case 'read-only':
      return { type: 'readOnly', networkAccess: false };
    case 'workspace-write':
      return { type: 'workspaceWrite', writableRoots: [], networkAccess: false };
    case 'full':
      return { type: 'dangerFullAccess' };
  }
}
