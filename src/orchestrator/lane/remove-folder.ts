import { rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { requireRealFolder } from '../../runner/workspace/containment.ts';
import { makeSibling, removeSibling } from '../../runner/workspace/siblings.ts';

/** Removes a folder in one step: what is left of it after a crash is hidden beside it. @throws MaestroError `workspace.is-link`. */
export async function removeFolder(dir: string): Promise<void> {
  await requireRealFolder(dir);
  const away = await makeSibling(dir, 'removed');
  await rename(dir, join(away, basename(dir)));
  await removeSibling(away);
}
