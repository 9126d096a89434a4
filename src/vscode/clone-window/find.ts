import { realpath } from 'node:fs/promises';
import type * as vscode from 'vscode';
import { isMissing } from '../../platform/files.ts';
import type { Home } from '../../platform/paths.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { listContributions } from '../../symphony/contributions.ts';
import { mayBeClone } from './may-be-clone.ts';

/** The contributions whose clone is this folder, newest first, according to their journals. */
export async function contributionsOfFolder(
  home: Home,
  folder: vscode.Uri | undefined,
): Promise<Contribution[]> {
  if (folder?.scheme !== 'file' || !(await mayBeClone(folder.fsPath))) return [];
  const here = await realpath(folder.fsPath);
  const { contributions } = await listContributions(home);
  const dirs = await Promise.all(
    contributions.map(({ clone }) => (clone?.ready && !clone.removed ? realpathIfAny(clone.dir) : undefined)),
  );
  return contributions.filter((_contribution, at) => dirs[at] === here);
}

async function realpathIfAny(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
