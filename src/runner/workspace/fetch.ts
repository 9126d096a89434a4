import { type Git, NETWORK_MS } from './git.ts';
import { type OnProgress, progressReader } from './progress.ts';

const QUIET = ['--no-tags', '--no-recurse-submodules', '--no-write-fetch-head', '--progress'];
const FETCHED = 'refs/heads/maestro-fetched';

/** What a fetch brought. */
export interface Fetched {
  /** The branch's newest commit. */
  tip: string;
  /** The server left the files' contents out, as it was asked to. */
  partial: boolean;
}

/** How a fetch is bounded and watched. */
export interface FetchOptions {
  partial: boolean;
  timeoutMs?: number;
  onProgress: OnProgress;
}

/** Fetches one branch with its whole history; with `partial` without the contents of files. `git` is one of `withAccess`. */
export async function fetchBranch(git: Git, branch: string, options: FetchOptions): Promise<Fetched> {
  const filter = options.partial ? ['--filter=blob:none'] : [];
  const { stderr } = await git.answer(
    ['fetch', ...QUIET, ...filter, 'origin', `+refs/heads/${branch}:${FETCHED}`],
    {
      timeoutMs: options.timeoutMs ?? NETWORK_MS,
      onStderr: progressReader('history', options.onProgress),
    },
  );
  const tip = await git.text(['rev-parse', '--verify', `${FETCHED}^{commit}`]);
  // A server that cannot filter says nothing but this warning of git's own, and sends everything.
  return { tip, partial: options.partial && !/filtering not recognized/.test(stderr) };
}

/**
 * Fetches the contents of a commit's files that a partial clone does not have yet, in one transfer. A checkout would do it
 * too, but without progress, and as a process inside the clone that needs the token.
 */
export async function fetchFiles(git: Git, commit: string, options: FetchOptions): Promise<void> {
  await fetchObjects(git, await missingObjects(git, [`${commit}^{tree}`]), options);
}

/** What a partial clone does not have of what `revisions` (words of rev-list) reach. Nothing is fetched. */
export async function missingObjects(git: Git, revisions: readonly string[]): Promise<string[]> {
  const list = ['rev-list', '--objects', '--missing=print', '--no-object-names'];
  const text = await git.text([...list, ...revisions]);
  return text.split('\n').flatMap((line) => (line.startsWith('?') ? [line.slice(1)] : []));
}

/** Fetches objects by their ids, in one transfer. */
export async function fetchObjects(git: Git, ids: readonly string[], options: FetchOptions): Promise<void> {
  if (ids.length === 0) return;
  await git.answer(
    // What git itself does when it meets a missing object (promisor-remote.c): exactly these, no negotiation.
    ['fetch', ...QUIET, '--filter=blob:none', '--stdin', 'origin'],
    {
      settings: [['fetch.negotiationAlgorithm', 'noop']],
      input: `${ids.join('\n')}\n`,
      timeoutMs: options.timeoutMs ?? NETWORK_MS,
      onStderr: progressReader('files', options.onProgress),
    },
  );
}
