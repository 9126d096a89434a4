import * as z from 'zod';
import { type Api, ask } from './api.ts';
import { githubError } from './errors.ts';
import { createOnce } from './once.ts';
import { sameText } from './same-text.ts';
import { RestIssue } from './shapes.ts';
import { slugOf } from './slug.ts';
import type { Issue, RepoRef } from './types.ts';

/** @throws MaestroError `github.not-found`, also for a pull request's number. */
export async function readIssue(
  api: Api,
  repo: RepoRef,
  number: number,
  signal: AbortSignal | undefined,
): Promise<Issue> {
  const doing = `read issue ${slugOf(repo)}#${number}`;
  const { issue, isPull } = await ask(api, {
    doing,
    send: (request) =>
      request('GET /repos/{owner}/{repo}/issues/{issue_number}', {
        owner: repo.owner,
        repo: repo.name,
        issue_number: number,
      }),
    shape: RestIssue,
    signal,
  });
  if (isPull) throw githubError('github.not-found', doing, 'that is a pull request');
  return issue;
}

/** Opens an issue. After an unclear answer the user's newest issues are looked through for it. */
export async function createIssue(
  api: Api,
  repo: RepoRef,
  viewer: string,
  input: { title: string; body: string; labels: string[] },
  signal: AbortSignal | undefined,
): Promise<Issue> {
  const where = { owner: repo.owner, repo: repo.name };
  const started = api.clock.now().getTime();
  return createOnce(api, signal, {
    async create() {
      const { issue } = await ask(api, {
        doing: `open an issue in ${slugOf(repo)}`,
        send: (request) => request('POST /repos/{owner}/{repo}/issues', { ...where, ...input }),
        shape: RestIssue,
        signal,
        once: true,
      });
      return issue;
    },
    async look() {
      const newest = await ask(api, {
        doing: `look for the new issue in ${slugOf(repo)}`,
        send: (request) =>
          request('GET /repos/{owner}/{repo}/issues', {
            ...where,
            creator: viewer,
            state: 'open',
            sort: 'created',
            direction: 'desc',
            per_page: 10,
          }),
        shape: z.array(RestIssue),
        signal,
      });
      return newest
        .map(({ issue }) => issue)
        .find(
          (issue) =>
            Date.parse(issue.createdAt) >= started - CLOCK_SKEW_MS &&
            sameText(issue.title, input.title) &&
            sameText(issue.body, input.body),
        );
    },
  });
}

const CLOCK_SKEW_MS = 5 * 60_000;
