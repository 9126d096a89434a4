import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MaestroError } from '../../../platform/errors.ts';
import { readTextIfAny } from '../../../platform/files.ts';
import type { Git } from './git.ts';

/** git's name for a tree with nothing in it; it knows the object without having it. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** The current commit of somebody's checkout; null when there is none yet. */
export interface Checkout {
  path: string;
  head: string | null;
}

/**
 * Looks at the checkout in `path`: an ordinary clone, a worktree, a submodule.
 * @throws MaestroError `rehearse.unreadable`, `rehearse.object-format`.
 */
export async function readCheckout(git: Git, path: string): Promise<Checkout> {
  return readable(path, async () => {
    const format = await git.text(null, ['-C', path, 'rev-parse', '--show-object-format']);
    if (format !== 'sha1')
      throw new MaestroError(
        'rehearse.object-format',
        `${path} is a repository with the object format ${format}.`,
        {
          remedy: 'GitHub only hosts sha1 repositories. Rehearse a copy of the files without .git.',
        },
      );
    const { text } = await git.result(null, ['-C', path, 'rev-parse', '--verify', '--quiet', 'HEAD'], {
      accept: [1],
    });
    return { path, head: text === '' ? null : text };
  });
}

/**
 * Makes the checkout's commit the branch of an empty bare repository. The objects are shared, not copied, and nothing else of the
 * checkout is: its other branches stay private, its grafts and replacements count for nothing. Where the history of a shallow
 * clone ends, it begins here: served as it stands, it would make every partial clone look for parents that nobody has.
 * @throws MaestroError `rehearse.unreadable` when an object is missing or damaged.
 */
export async function shareCheckout(
  git: Git,
  dir: string,
  { path, head }: { path: string; head: string },
  branch: string,
): Promise<void> {
  const ref = `refs/heads/${branch}`;
  await readable(path, async () => {
    const inside = async (name: string): Promise<string> =>
      resolve(path, await git.text(null, ['-C', path, 'rev-parse', '--git-path', name]));
    const objects = (await inside('objects')).replaceAll('\\', '/');
    await writeFile(join(dir, 'objects', 'info', 'alternates'), `${objects}\n`);
    const boundary = await readTextIfAny(await inside('shallow'));
    if (boundary !== undefined) await writeFile(join(dir, 'shallow'), boundary);
    await git.text(dir, ['update-ref', ref, head]);
    if (boundary !== undefined) {
      await rewrite(git, dir, ref);
      await rm(join(dir, 'shallow'));
    }
    // What is served (the folders of every commit) and what is checked out (the files of the last one) is read once.
    await git.text(dir, ['rev-list', '--quiet', '--objects', '--filter=blob:none', ref]);
    const reading = ['--shortstat', '--text', '--no-renames', '--no-textconv', '--ignore-submodules'];
    await git.text(dir, ['diff', ...reading, EMPTY_TREE, ref]);
  });
}

/** Writes the commits of a shallow history again, the oldest without parents. The trees stay what they are. */
async function rewrite(git: Git, dir: string, ref: string): Promise<void> {
  const fields = ['%H', '%T', '%P', '%an <%ae> %ad', '%cn <%ce> %cd', '%B'].join('%x00');
  const list = ['log', '-z', '--topo-order', '--reverse', '--date=raw', '--encoding=UTF-8'];
  const words = (await git.text(dir, [...list, `--format=tformat:${fields}`, ref])).split('\0');
  const marks = new Map<string, number>();
  const commands: string[] = [];
  for (let at = 0; at + 5 < words.length; at += 6) {
    const [id = '', tree = '', parents = '', author = '', committer = '', message = ''] = words.slice(at);
    const from = parents.split(' ').flatMap((parent) => marks.get(parent) ?? []);
    marks.set(id, marks.size + 1);
    commands.push(
      ...(from.length === 0 ? [`reset ${ref}`] : []),
      ...[`commit ${ref}`, `mark :${marks.size}`, `author ${author}`, `committer ${committer}`],
      ...[`data ${Buffer.byteLength(message)}`, message],
      ...from.map((mark, nth) => `${nth === 0 ? 'from' : 'merge'} :${mark}`),
      ...[`M 040000 ${tree} ""`, ''],
    );
  }
  await git.text(dir, ['fast-import', '--quiet', '--force'], { input: commands.join('\n') });
}

/** Whatever git says of the checkout is about the user's repository, not about the forge. */
async function readable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MaestroError) || error.code !== 'rehearsal.git-failed') throw error;
    throw new MaestroError(
      'rehearse.unreadable',
      `The repository ${path} has missing or damaged objects. ${error.message}`,
      {
        cause: error,
        remedy:
          'Check it with git fsck. A partial or sparse clone may lack objects that are still on the server: rehearse a full clone instead.',
      },
    );
  }
}
