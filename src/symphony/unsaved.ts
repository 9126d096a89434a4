import { createHash } from 'node:crypto';
import { exists } from '../platform/files.ts';
import { oneLine, plural } from '../platform/text.ts';
import { openWorkspace } from '../runner/workspace/open.ts';
import type { UnsavedWork } from '../runner/workspace/types.ts';
import { nothingUnsaved } from '../runner/workspace/unsaved.ts';
import type { SymphonyContext } from './context.ts';
import type { Contribution } from './contribution.ts';
import { gitAccess } from './engine/git-access.ts';
import { ownFolder } from './engine/working-copy.ts';

const MAX_NAMED = 8;

/** What in a contribution's clone exists nowhere else; null when nothing does, or there is no clone. */
export async function unsavedOf(
  ctx: SymphonyContext,
  { id, clone, claim }: Contribution,
  signal: AbortSignal,
): Promise<UnsavedWork | null> {
  if (!clone?.ready || clone.removed || !claim || !(await exists(clone.dir))) return null;
  const access = gitAccess(ctx, claim.headCloneUrl);
  const work = await openWorkspace(clone.dir, access, signal, null, { own: ownFolder(id) }).unsavedWork();
  return nothingUnsaved(work) ? null : work;
}

/** What exists nowhere else, in a few words. */
export function unsavedWords({ dirtyFiles, unpushed, stashes }: UnsavedWork): string {
  return [
    dirtyFiles > 0 ? plural(dirtyFiles, 'changed file') : '',
    unpushed > 0 ? plural(unpushed, 'commit that was not pushed', 'commits that were not pushed') : '',
    stashes > 0 ? plural(stashes, 'stash', 'stashes') : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Its files and commits by name, one a line, safe to show; what is too much is counted. */
export function unsavedLines({ dirty, dirtyFiles, unpushed, commits, stashes }: UnsavedWork): string[] {
  return [
    ...someOf(
      dirty.map((path) => oneLine(path, 120)),
      dirtyFiles,
      (rest) => plural(rest, 'more file', 'more files'),
    ),
    ...someOf(
      commits.map(({ sha, subject }) => `${sha} ${oneLine(subject, 100)}`),
      unpushed,
      (rest) => plural(rest, 'more commit', 'more commits'),
    ),
    ...(stashes > 0 ? [plural(stashes, 'stash', 'stashes')] : []),
  ];
}

/** By this one knows whether it is still the same that was named: what has come since may not go with it. */
export function unsavedMark({ dirty, dirtyFiles, unpushed, commits, stashes }: UnsavedWork): string {
  const facts = [[...dirty].sort(), dirtyFiles, unpushed, commits.map(({ sha }) => sha), stashes];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

function someOf(names: readonly string[], all: number, more: (rest: number) => string): string[] {
  const shown = names.slice(0, all > MAX_NAMED ? MAX_NAMED - 1 : MAX_NAMED);
  return all > shown.length ? [...shown, `… ${more(all - shown.length)}`] : [...shown];
}
