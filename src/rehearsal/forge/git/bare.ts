import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { readCheckout, shareCheckout } from './checkout.ts';
import type { Git } from './git.ts';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Rehearsal',
  GIT_AUTHOR_EMAIL: 'rehearsal@users.noreply.github.com',
  GIT_COMMITTER_NAME: 'Rehearsal',
  GIT_COMMITTER_EMAIL: 'rehearsal@users.noreply.github.com',
};

/** Where a repository's first commit comes from. */
export type Source =
  | { kind: 'files'; files: Readonly<Record<string, string>> }
  /** A folder: its current commit when it is a git checkout that has one, else its files as one commit. */
  | { kind: 'folder'; path: string }
  /** A fork: objects are shared with the upstream repository, as on GitHub. */
  | { kind: 'fork'; upstream: string };

/** Makes the bare repository `dir` with `branch` as its default branch. `date` is ISO. */
export async function createBare(
  git: Git,
  dir: string,
  source: Source,
  options: { branch: string; date: string; filters: boolean },
): Promise<void> {
  await mkdir(dirname(dir), { recursive: true });
  if (source.kind === 'fork') await clone(git, dir, ['--shared', source.upstream]);
  else await fill(git, dir, source, options);
  // Served by default (see the forge's own git configuration).
  if (!options.filters) await git.text(dir, ['config', 'uploadpack.allowFilter', 'false']);
}

async function clone(git: Git, dir: string, args: readonly string[]): Promise<void> {
  await git.text(null, ['clone', '--quiet', '--bare', ...args, dir]);
  // The origin would be a path of this machine, and nothing ever fetches from it.
  await git.result(dir, ['remote', 'remove', 'origin'], { accept: [2] });
}

async function fill(
  git: Git,
  dir: string,
  source: Exclude<Source, { kind: 'fork' }>,
  { branch, date }: { branch: string; date: string },
): Promise<void> {
  // Looked at first: a folder that is refused leaves nothing behind.
  const checkout =
    source.kind === 'folder' && existsSync(join(source.path, '.git'))
      ? await readCheckout(git, resolve(source.path))
      : null;
  await git.text(dir, ['init', '--quiet', '--bare', '--initial-branch', branch]);
  const env = { ...IDENTITY, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  if (source.kind === 'files') await importFiles(git, dir, source.files, { branch, date }, env);
  else if (checkout?.head) await shareCheckout(git, dir, { ...checkout, head: checkout.head }, branch);
  else await importFolder(git, dir, resolve(source.path), branch, env);
}

async function importFiles(
  git: Git,
  dir: string,
  files: Readonly<Record<string, string>>,
  options: { branch: string; date: string },
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const seconds = Math.floor(Date.parse(options.date) / 1000);
  const message = 'First commit';
  const parts = [
    `commit refs/heads/${options.branch}\n`,
    `committer ${IDENTITY.GIT_COMMITTER_NAME} <${IDENTITY.GIT_COMMITTER_EMAIL}> ${seconds} +0000\n`,
    `data ${message.length}\n${message}\n`,
  ];
  for (const [path, text] of Object.entries(files))
    parts.push(`M 100644 inline ${JSON.stringify(path)}\ndata ${Buffer.byteLength(text)}\n${text}\n`);
  await git.text(dir, ['fast-import', '--quiet'], { input: parts.join(''), env });
}

async function importFolder(
  git: Git,
  dir: string,
  path: string,
  branch: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const index = { ...env, GIT_INDEX_FILE: join(dir, 'import.index') };
  await git.text(dir, ['--work-tree', path, 'add', '--all', '--', path], { env: index });
  const tree = await git.text(dir, ['write-tree'], { env: index });
  const commit = await git.text(dir, ['commit-tree', tree, '-m', 'First commit'], { env });
  await git.text(dir, ['update-ref', `refs/heads/${branch}`, commit]);
}
