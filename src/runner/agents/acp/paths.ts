import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { isInside, resolveInside } from '../../../platform/files.ts';

/** A path as it is shown: relative to the clone when it lies inside. */
export function shownPath(cwd: string, path: string): string {
  if (!isAbsolute(path) || !isInside(cwd, path)) return path;
  return relative(cwd, path).split(sep).join('/');
}

/** True when a path is in the clone, through no symbolic link, and not git's own. */
export async function isOurs(cwd: string, path: string): Promise<boolean> {
  const roots = [cwd, await realpath(cwd)];
  const root = roots.find((one) => isAbsolute(path) && isInside(one, path));
  if (isAbsolute(path) && root === undefined) return false;
  const inside = root === undefined ? path : relative(root, path);
  if (inside.split(/[\\/]/).some((part) => /^\.git[. ]*$/i.test(part) || /^git~\d+$/i.test(part)))
    return false;
  // A refusal is the answer: `path.outside`.
  return resolveInside(cwd, inside === '' ? '.' : inside).then(
    () => true,
    () => false,
  );
}
