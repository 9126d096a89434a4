import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { MaestroError } from '../../platform/errors.ts';
import { isInside, isMissing, readTextIfAny } from '../../platform/files.ts';
import { configGuard, type Restoring } from './config-guard.ts';
import { gitAt } from './git.ts';
import { readConfigText } from './local-config.ts';
import type { GitAccess } from './types.ts';

// Named by their content, and thousands of them: only git writes here, and what is no object is not read.
const OBJECTS = /^objects[\\/][0-9a-f]{2}$/;

/**
 * Makes sure that a clone is whole in itself: its folder, its `.git` and all that git keeps there lie inside of it with
 * symbolic links followed, no objects are borrowed from elsewhere, and its configuration holds nothing that could lead git
 * out of it. `originUrl` is what `origin` must be (see `requireUntampered`). With `onRestored` such settings are taken out, and told.
 * @throws MaestroError `workspace.is-link`, `workspace.git-outside`, `workspace.alternates-outside`, `git.config-tampered`.
 */
export async function requireContained(
  dir: string,
  originUrl: string,
  { env, privateDir }: Pick<GitAccess, 'env' | 'privateDir'>,
  signal: AbortSignal,
  onRestored?: Restoring['onRestored'],
): Promise<void> {
  await requireRealFolder(dir);
  await requireOwnGitFolder(dir);
  if ((await readConfigText(dir)) === undefined) throw gitOutside(dir, 'is not an ordinary git folder');
  const restoring = onRestored ? { privateDir, onRestored } : null;
  await configGuard(dir, originUrl, { env }, signal, restoring)();
  await requireOwnObjects(dir);
  await requireGitAgrees(dir, env, signal);
}

/** @throws MaestroError `workspace.is-link` when the path is anything but a folder. */
export async function requireRealFolder(dir: string): Promise<void> {
  if ((await lstat(dir)).isDirectory()) return;
  throw new MaestroError('workspace.is-link', `${dir} is not a folder but a link or a file.`, {
    remedy: 'Check where it leads, then move it away: Maestro only works in real folders.',
  });
}

async function requireOwnGitFolder(dir: string): Promise<void> {
  const gitDir = join(dir, '.git');
  const stat = await lstat(gitDir).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!stat) throw gitOutside(dir, 'is missing');
  if (stat.isSymbolicLink()) throw gitOutside(dir, 'is a symbolic link');
  if (!stat.isDirectory()) throw gitOutside(dir, 'is a file that points to another folder');
  const link = await findLink(gitDir, '');
  if (link !== undefined) throw gitOutside(dir, `holds a symbolic link (${link})`);
}

/** The first symbolic link below a git folder, relative to it. */
async function findLink(gitDir: string, below: string): Promise<string | undefined> {
  const entries = await readdir(join(gitDir, below), { withFileTypes: true }).catch(
    (error: unknown): Dirent[] => {
      // It went away while we looked (a lock, a ref that was packed).
      if (isMissing(error)) return [];
      throw error;
    },
  );
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}${sep}${entry.name}`;
    if (entry.isSymbolicLink()) return path;
    if (!entry.isDirectory() || OBJECTS.test(path)) continue;
    const found = await findLink(gitDir, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function requireOwnObjects(dir: string): Promise<void> {
  const objects = join(dir, '.git', 'objects');
  const text = (await readTextIfAny(join(objects, 'info', 'alternates'))) ?? '';
  const root = await realpath(dir);
  for (const line of text.split('\n').filter((one) => one.trim() !== '' && !one.startsWith('#'))) {
    const path = resolve(objects, line);
    const real = await realpath(path).catch(() => undefined);
    if (real !== undefined && isInside(root, real)) continue;
    throw new MaestroError('workspace.alternates-outside', `The clone ${dir} borrows objects from ${path}.`, {
      remedy: `Make it whole (git -C ${JSON.stringify(dir)} repack -a -d), delete .git/objects/info/alternates, and try again.`,
    });
  }
}

/** What git itself says when it looks for a repository there, as an agent's git will. */
async function requireGitAgrees(dir: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const git = gitAt({ at: ['-C', dir], env, signal });
  const told = await git.text([
    ...['rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir', '--show-toplevel'],
  ]);
  const root = await realpath(dir);
  const paths = await Promise.all(told.split('\n').map((path) => realpath(path)));
  for (const path of paths) if (!isInside(root, path)) throw gitOutside(dir, `leads to ${path}`);
  if (paths[2] !== root) throw gitOutside(dir, `has its files in ${paths[2]}`);
}

function gitOutside(dir: string, why: string): MaestroError {
  return new MaestroError('workspace.git-outside', `The .git of ${dir} ${why}. Nothing is run there.`, {
    remedy:
      'Save any work that you want to keep, then move the folder away; Maestro makes a new one in its place.',
  });
}
