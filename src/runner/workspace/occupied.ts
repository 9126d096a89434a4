import { MaestroError } from '../../platform/errors.ts';
import { plural } from '../../platform/text.ts';
import type { UnsavedWork } from './types.ts';

/** The folder is not ours to use. @returns `workspace.occupied`. */
export function occupied(dir: string, why: string, cause?: unknown): MaestroError {
  return new MaestroError('workspace.occupied', `${dir} ${why}. It was not changed.`, {
    cause,
    remedy: 'Choose another folder with --dir, or move that one away.',
  });
}

/** What is unsaved, as the end of "the folder …". */
export function describeUnsaved(work: UnsavedWork): string {
  const parts = [
    work.dirtyFiles > 0 ? plural(work.dirtyFiles, 'changed file') : '',
    work.unpushed > 0 ? `${plural(work.unpushed, 'commit')} that no remote has` : '',
    work.stashes > 0 ? plural(work.stashes, 'stash', 'stashes') : '',
  ];
  return `holds ${parts.filter(Boolean).join(', ')}`;
}
