import { join } from 'node:path';
import { exists } from '../../platform/files.ts';

/** What git leaves in `.git` while an operation is not over, and the command that it belongs to: HEAD and the index are its own then. */
const MARKS: readonly [mark: string, command: string][] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['MERGE_HEAD', 'merge'],
  ['BISECT_LOG', 'bisect'],
];

/** The command of an operation that somebody has not ended in the clone; null when there is none. */
export async function unfinishedOperation(dir: string): Promise<string | null> {
  for (const [mark, command] of MARKS) if (await exists(join(dir, '.git', mark))) return command;
  return null;
}
