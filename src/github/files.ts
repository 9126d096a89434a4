import * as z from 'zod';
import { type Api, ask } from './api.ts';
import { githubError, isGitHubError } from './errors.ts';
import { slugOf } from './slug.ts';
import type { RepoRef } from './types.ts';

// A folder answers with a list, a link or submodule with another type: https://docs.github.com/rest/repos/contents
const File = z.object({ type: z.literal('file'), encoding: z.string(), content: z.string() });

/** A file's text at a commit or branch; null when there is no file. Up to 1 MiB, which is as much as GitHub gives. */
export async function fileText(
  api: Api,
  repo: RepoRef,
  path: string,
  ref: string,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  const doing = `read ${path} of ${slugOf(repo)}`;
  let found: unknown;
  try {
    found = await ask(api, {
      doing,
      send: (request) =>
        request('GET /repos/{owner}/{repo}/contents/{path}', {
          owner: repo.owner,
          repo: repo.name,
          path,
          ref,
        }),
      shape: z.unknown(),
      signal,
    });
  } catch (error) {
    if (isGitHubError(error, 'github.not-found')) return null;
    throw error;
  }
  const file = File.safeParse(found).data;
  if (!file) return null;
  if (file.encoding !== 'base64')
    throw githubError('github.bad-answer', doing, 'the file is larger than 1 MiB');
  return Buffer.from(file.content, 'base64').toString('utf8');
}
