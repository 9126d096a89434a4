import type { Preflight } from '../../github/types.ts';
import { MaestroError } from '../../platform/errors.ts';
import { sameRepository } from '../../runner/workspace/address.ts';
import { inspectFolder } from '../../runner/workspace/inspect.ts';
import type { SymphonyContext } from '../context.ts';
import { chooseFolder, type FolderWish } from '../engine/folder.ts';

/**
 * Where the clone will be, if nobody is quicker.
 * @throws MaestroError `workspace.occupied` when something else is there, `workspace.in-use`.
 */
export async function planFolder(
  ctx: SymphonyContext,
  project: Preflight,
  login: string,
  wish: FolderWish,
): Promise<string> {
  const dir = await chooseFolder(ctx.home, wish);
  const found = await inspectFolder(dir, ctx.env);
  if (found === 'missing' || found === 'empty') return dir;
  const urls = typeof found === 'string' ? [] : [found.clone, found.upstreamUrl ?? ''];
  if (urls.some((url) => sameRepository(url, project.cloneUrl) || isForkOf(url, project, login))) return dir;
  throw new MaestroError(
    'workspace.occupied',
    `${dir} contains something other than a clone of ${project.slug}.`,
    {
      remedy: 'Choose another folder (--dir), or move it away.',
    },
  );
}

/** The user's own fork under the project's name; the engine looks closer. */
function isForkOf(url: string, project: Preflight, login: string): boolean {
  const [, name] = project.slug.split('/');
  return sameRepository(url, `${new URL(project.cloneUrl).origin}/${login}/${name}`);
}
