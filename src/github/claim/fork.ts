import type * as z from 'zod';
import { MaestroError } from '../../platform/errors.ts';
import { type Api, ask } from '../api.ts';
import { isGitHubError } from '../errors.ts';
import { createOnce } from '../once.ts';
import { RestRepository } from '../shapes.ts';
import { requireSlug, sameSlug, slugOf } from '../slug.ts';
import type { RepoRef } from '../types.ts';
import { branchSha } from './branch.ts';

type Repository = z.infer<typeof RestRepository>;

// GitHub forks in the background and speaks of up to five minutes: https://docs.github.com/rest/repos/forks
const LIMIT_MS = 5 * 60_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
// A fork that GitHub says it "made" but that is older than this was there before.
const NEW_MS = 2 * 60_000;

/** Creates or reuses `viewer`'s fork and waits until its git data answers. @throws MaestroError `github.fork-not-ready`. */
export async function forkFor(
  api: Api,
  repo: RepoRef,
  viewer: string,
  signal: AbortSignal | undefined,
): Promise<{ slug: string; cloneUrl: string; reused: boolean }> {
  const look = (): Promise<Repository | undefined> => forkOfSameName(api, repo, viewer, signal);
  const earlier = await look();
  const fork = earlier ?? (await createOnce(api, signal, { create: () => create(api, repo, signal), look }));
  const age = api.clock.now().getTime() - Date.parse(fork.created_at ?? '');
  await untilReady(api, fork, signal);
  return { slug: fork.full_name, cloneUrl: fork.clone_url, reused: earlier !== undefined || age > NEW_MS };
}

async function forkOfSameName(
  api: Api,
  repo: RepoRef,
  viewer: string,
  signal: AbortSignal | undefined,
): Promise<Repository | undefined> {
  try {
    const mine = await ask(api, {
      doing: `look for ${viewer}'s fork of ${slugOf(repo)}`,
      send: (request) => request('GET /repos/{owner}/{repo}', { owner: viewer, repo: repo.name }),
      shape: RestRepository,
      signal,
    });
    const origins = [mine.parent?.full_name, mine.source?.full_name];
    return mine.fork && origins.some((origin) => origin && sameSlug(origin, slugOf(repo))) ? mine : undefined;
  } catch (error) {
    if (isGitHubError(error, 'github.not-found')) return undefined;
    throw error;
  }
}

function create(api: Api, repo: RepoRef, signal: AbortSignal | undefined): Promise<Repository> {
  return ask(api, {
    doing: `fork ${slugOf(repo)}`,
    send: (request) => request('POST /repos/{owner}/{repo}/forks', { owner: repo.owner, repo: repo.name }),
    shape: RestRepository,
    signal,
    once: true,
  });
}

async function untilReady(api: Api, fork: Repository, signal: AbortSignal | undefined): Promise<void> {
  const repo = requireSlug(fork.full_name);
  const deadline = api.clock.now().getTime() + LIMIT_MS;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    if ((await branchSha(api, repo, fork.default_branch, signal)) !== null) return;
    if (api.clock.now().getTime() >= deadline)
      throw new MaestroError(
        'github.fork-not-ready',
        `The fork ${fork.full_name} was still not ready after five minutes.`,
        {
          remedy: 'Check it on GitHub, and start again when it is there.',
        },
      );
    await api.clock.sleep(wait, signal);
  }
}
