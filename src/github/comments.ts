import * as z from 'zod';
import { type Api, ask } from './api.ts';
import { createOnce } from './once.ts';
import { slugOf } from './slug.ts';
import type { RepoRef } from './types.ts';

const PER_PAGE = 100;
const MAX_PAGES = 20;

const Comment = z.object({
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});

/** Adds a comment with a hidden marker, unless `viewer` has left one with that marker before; returns whether it was written. */
export async function commentOnce(
  api: Api,
  repo: RepoRef,
  number: number,
  viewer: string,
  comment: { marker: string; text: string },
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const hidden = `<!-- maestro:${comment.marker} -->`;
  // Somebody else's comment with our marker must not keep us silent.
  const isOurs = ({ body, user }: z.infer<typeof Comment>): boolean =>
    user?.login.toLowerCase() === viewer.toLowerCase() && (body ?? '').includes(hidden);
  const look = async (): Promise<true | undefined> =>
    (await someComment(api, repo, number, isOurs, signal)) ? true : undefined;
  if (await look()) return false;
  await createOnce(api, signal, {
    look,
    async create() {
      await ask(api, {
        doing: `comment on ${slugOf(repo)}#${number}`,
        send: (request) =>
          request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
            owner: repo.owner,
            repo: repo.name,
            issue_number: number,
            body: `${comment.text}\n\n${hidden}`,
          }),
        shape: Comment,
        signal,
        once: true,
      });
      return true;
    },
  });
  return true;
}

async function someComment(
  api: Api,
  repo: RepoRef,
  number: number,
  test: (comment: z.infer<typeof Comment>) => boolean,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const comments = await ask(api, {
      doing: `read the comments on ${slugOf(repo)}#${number}`,
      send: (request) =>
        request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
          owner: repo.owner,
          repo: repo.name,
          issue_number: number,
          per_page: PER_PAGE,
          page,
        }),
      shape: z.array(Comment),
      signal,
    });
    if (comments.some(test)) return true;
    if (comments.length < PER_PAGE) return false;
  }
  return false;
}
