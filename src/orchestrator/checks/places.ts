import { realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { exists, isInside } from '../../platform/files.ts';
import type { ServiceConfig } from '../config/types.ts';
import type { Problem } from '../reading/problems.ts';

/** What is wrong with the places that a config names, on this machine and now. */
export async function placeProblems(config: ServiceConfig): Promise<Problem[]> {
  const { repoRoot, workflowPath, workspaceRoot } = config;
  const problems: Problem[] = [];
  const tell = (severity: Problem['severity'], message: string): void =>
    void problems.push({ severity, code: 'config.bad-place', message, line: null });
  if (!(await isFolder(repoRoot))) tell('error', `repo_root: there is no folder ${repoRoot}.`);
  else if (!(await exists(workflowPath)))
    tell('warning', `workflow_path: there is no file ${workflowPath} yet.`);
  if (await isTemporary(workspaceRoot))
    tell(
      'warning',
      `workspace_root: ${workspaceRoot} is in the folder for temporary files, where an agent may write beside its lane, and which is emptied now and then.`,
    );
  return problems;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** By the real paths of both: `/tmp` is a link on some systems, and the folder itself may have to be made yet. */
async function isTemporary(path: string): Promise<boolean> {
  const real = await nearestReal(path);
  const temporary = await Promise.all(['/tmp', '/var/tmp', tmpdir()].map(nearestReal));
  return [path, real].some((one) => temporary.some((root) => one === root || isInside(root, one)));
}

async function nearestReal(path: string): Promise<string> {
  const above: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    const real = await realpath(at).catch(() => undefined);
    if (real !== undefined) return [real, ...above].join('/').replace('//', '/');
    if (dirname(at) === at) return path;
    above.unshift(at.slice(dirname(at).length).replace(/^[\\/]/, ''));
  }
}
