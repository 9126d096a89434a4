import type { Git } from './git.ts';
import { isOwn, readStatus } from './status.ts';
import type { UnsavedWork } from './types.ts';

const MAX_PATHS = 50;
const MAX_COMMITS = 20;

/** What in a clone exists nowhere else, our own folder apart. */
export async function unsavedWork(git: Git, own: string | null = null): Promise<UnsavedWork> {
  const changed = (await readStatus(git)).map(({ path }) => path).filter((path) => !isOwn(path, own));
  const dirty = [...new Set(changed)];
  const { stdout } = await git.answer(['for-each-ref', '--format=%(objectname)', 'refs/heads']);
  const head = await git.answer(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { accept: [1] });
  const tips = [...new Set(`${stdout}${head.stdout}`.split('\n').filter(Boolean))];
  const input = `${tips.join('\n')}\n`;
  const unpushed =
    tips.length === 0
      ? 0
      : Number(await git.text(['rev-list', '--count', '--stdin', '--not', '--remotes'], { input }));
  const commits =
    unpushed === 0
      ? ''
      : (
          await git.answer(
            ['log', '--format=%h %s', `--max-count=${MAX_COMMITS}`, '--stdin', '--not', '--remotes'],
            { input },
          )
        ).stdout;
  const stash = await git.answer(['rev-parse', '--verify', '--quiet', 'refs/stash'], { accept: [1] });
  const stashes =
    stash.code === 0 ? Number(await git.text(['rev-list', '--walk-reflogs', '--count', 'refs/stash'])) : 0;
  return {
    dirty: dirty.slice(0, MAX_PATHS),
    dirtyFiles: dirty.length,
    unpushed,
    commits: commits.split('\n').filter(Boolean).map(commitOf),
    stashes,
  };
}

function commitOf(line: string): UnsavedWork['commits'][number] {
  const [, sha = line, subject = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
  return { sha, subject };
}

/** True when deleting or switching the clone would lose nothing. */
export function nothingUnsaved(work: Omit<UnsavedWork, 'commits' | 'dirtyFiles'>): boolean {
  return work.dirty.length === 0 && work.unpushed === 0 && work.stashes === 0;
}
