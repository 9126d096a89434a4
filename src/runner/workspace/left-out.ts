import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextIfAny } from '../../platform/files.ts';
import type { Git } from './git.ts';
import { PLAIN_PATHS } from './hidden.ts';
import { isEmbedded, readStatus, type StatusEntry } from './status.ts';
import type { LeftOut } from './types.ts';

/** How many repositories in a clone are looked into, one within the other included. */
const MAX_EMBEDDED = 100;
const MAX_LOOKED_AT = 2_000;
/** The mode of a link to a commit of another repository. */
const LINK_MODE = '160000';

/**
 * Makes the files of repositories inside the clone part of it: git leaves such a folder out of a commit as one whole. A scaffolder's
 * (`git init app`, a generator) has no remote: its files are the work. One with a remote is a clone of something else, whose
 * files belong there.
 * @returns what is there now, and the folders that stay out.
 */
export async function takeInEmbedded(
  git: Git,
  dir: string,
  entries: readonly StatusEntry[],
): Promise<{ entries: StatusEntry[]; leftOut: LeftOut[] }> {
  let now = [...entries];
  const leftOut = new Map<string, LeftOut>();
  for (let looked = 0; looked < MAX_EMBEDDED; looked++) {
    const next = now.find(({ path }) => isEmbedded(path) && !leftOut.has(path));
    if (!next) break;
    const why = await whyNotTaken(git, dir, next.path);
    if (why === null) now = await readStatus(git);
    else leftOut.set(next.path, { path: next.path, why });
  }
  return { entries: now, leftOut: [...leftOut.values()] };
}

/**
 * Takes links to repositories out of the index that an agent put there (`git add` of a folder with a `.git` of its own): a commit
 * with one is a folder that nobody else can fill. The submodules that the project had before are left alone.
 */
export async function dissolveLinks(git: Git, dir: string): Promise<void> {
  const look = ['diff-index', '--cached', '--raw', '-z', '--no-renames', '--diff-filter=AT'];
  // Since the last push: an agent may have committed it. Before the first one nothing is known but the last commit.
  const since = await git.answer([...look, '@{upstream}', '--'], { accept: [128] });
  const raw = since.code === 0 ? since.stdout : await git.text([...look, 'HEAD', '--']);
  const words = raw.split('\0');
  for (let at = 0; at + 1 < words.length; at += 2) {
    const [, mode] = (words[at] ?? '').split(' ');
    const path = words[at + 1] ?? '';
    if (mode !== LINK_MODE || (await isElsewhere(git, join(dir, path)))) continue;
    await git.answer(['update-index', '--force-remove', '-z', '--stdin'], { input: `${path}\0` });
  }
}

/** Puts one file of the repository into the index, from where on git sees all others. @returns why it stays out, if so. */
async function whyNotTaken(git: Git, dir: string, path: string): Promise<LeftOut['why'] | null> {
  if (await isElsewhere(git, join(dir, path))) return 'repository';
  for await (const file of filesIn(dir, path)) {
    const { code } = await git.answer(['check-ignore', '--quiet', '--no-index', '-z', '--stdin'], {
      input: `./${file}\0`,
      env: PLAIN_PATHS,
      accept: [1],
    });
    if (code === 0) continue;
    const { code: added } = await git.answer(['update-index', '--add', '-z', '--stdin'], {
      input: `${file}\0`,
      accept: [128],
    });
    if (added === 0) return null;
  }
  return 'empty';
}

/**
 * Whether it is a clone of something else: it names a remote, or is none by itself but points to another place (a worktree). Its
 * configuration is read as a file, not asked of git in that folder: whoever wrote it could have it run a program.
 */
async function isElsewhere(git: Git, folder: string): Promise<boolean> {
  const config = join(folder, '.git', 'config');
  const text = await readTextIfAny(config).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (text === undefined) return true;
  const words = ['config', '--file', '-', '--no-includes', '--get-regexp', '^remote\\.'];
  const { code } = await git.answer(words, { input: text, accept: [1] });
  return code === 0;
}

/** Files below a folder of the clone, relative to the clone, those of other repositories and links apart. */
async function* filesIn(dir: string, path: string): AsyncGenerator<string, void> {
  const folders = [path];
  for (let looked = 0; folders.length > 0 && looked < MAX_LOOKED_AT; ) {
    const folder = folders.shift() ?? '';
    const found = await readdir(join(dir, folder), { withFileTypes: true });
    if (folder !== path && found.some(({ name }) => name === '.git')) continue;
    for (const entry of found) {
      looked++;
      if (entry.name === '.git') continue;
      if (entry.isDirectory()) folders.push(`${folder}${entry.name}/`);
      else if (entry.isFile()) yield `${folder}${entry.name}`;
    }
  }
}
