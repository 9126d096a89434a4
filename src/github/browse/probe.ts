import * as z from 'zod';
import { type Api, askIfChanged } from '../api.ts';
import { slugOf } from '../slug.ts';
import type { RepoRef } from '../types.ts';

/** When anything in a repository last changed, as the newest answers tell; null for one with no issues at all. */
const Newest = z.string().nullable();
/** What was the newest change when the issues were last read, by GraphQL's account and by the probe's. */
const Seen = z.object({ byRead: Newest, byProbe: Newest });

/** The newest change of any issue or pull request, from one conditional request. */
const NewestOfList = z
  .array(z.object({ updated_at: z.string() }))
  .transform((items) => items[0]?.updated_at ?? null);

/** Has the repository changed since `remember` was last called for it? */
export async function changedSinceLastLook(
  api: Api,
  repo: RepoRef,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const slug = slugOf(repo);
  const { value: newest } = await askIfChanged(api, {
    key: probeKey(repo),
    doing: `look for changes in ${slug}`,
    send: (request) =>
      request('GET /repos/{owner}/{repo}/issues', {
        owner: repo.owner,
        repo: repo.name,
        state: 'all',
        sort: 'updated',
        direction: 'desc',
        per_page: 1,
      }),
    shape: NewestOfList,
    kept: Newest,
    signal,
  });
  const seen = await api.cache.read(seenKey(repo), Seen);
  return !seen || (newest !== seen.byRead && newest !== seen.byProbe);
}

/** The newest change that the last probe saw; to be read before the issues are, and given to `remember` after. */
export async function probed(api: Api, repo: RepoRef): Promise<string | null> {
  const last = await api.cache.read(probeKey(repo), z.object({ value: Newest }));
  return last?.value ?? null;
}

/** Notes that the repository's issues were read now; what changes later than this is a change. */
export async function remember(
  api: Api,
  repo: RepoRef,
  seen: { byRead: string | null; byProbe: string | null },
): Promise<void> {
  await api.cache.write(seenKey(repo), seen);
}

function probeKey(repo: RepoRef): string {
  return `probe ${slugOf(repo).toLowerCase()}`;
}

function seenKey(repo: RepoRef): string {
  return `seen ${slugOf(repo).toLowerCase()}`;
}
