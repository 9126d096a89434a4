import type { Git } from './git.ts';
import { isOwn, readStatus } from './status.ts';
import type { UnsavedWork } from './types.ts';

const MAX_PATHS = 50;

/** What in a clone exists nowhere else, our own folder apart. */
export async function unsavedWork(git: Git, own: string | null = null): Promise<UnsavedWork> {
  const dirty = (await readStatus(git)).map(({ path }) => path).filter((path) => !isOwn(path, own));
  const { stdout } = await git.answer(['for-each-ref', '--format=%(objectname)', 'refs/heads']);
  const head = await git.answer(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { accept: [1] });
  const tips = [...new Set(`${stdout}${head.stdout}`.split('\n').filter(Boolean))];
  const unpushed =
    tips.length === 0
      ? 0
      : Number(
          await git.text(['rev-list', '--count', '--stdin', '--not', '--remotes'], {
            input: `${tips.join('\n')}\n`,
          }),
        );
  const stash = await git.answer(['rev-parse', '--verify', '--quiet', 'refs/stash'], { accept: [1] });
  const stashes =
    stash.code === 0 ? Number(await git.text(['rev-list', '--walk-reflogs', '--count', 'refs/stash'])) : 0;
  return { dirty: [...new Set(dirty)].slice(0, MAX_PATHS), unpushed, stashes };
}

/** True when deleting or switching the clone would lose nothing. */
export function nothingUnsaved(work: UnsavedWork): boolean {
  return work.dirty.length === 0 && work.unpushed === 0 && work.stashes === 0;
}
