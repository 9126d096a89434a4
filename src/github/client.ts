import { createHash } from 'node:crypto';
import { type Clock, systemClock } from '../platform/clock.ts';
import { MaestroError } from '../platform/errors.ts';
import { redactor } from '../platform/redact.ts';
import type { StartLimit } from '../platform/time-limit.ts';
import { limitedFetch } from '../platform/transport.ts';
import { graphqlUrl, isLoopback } from './addresses.ts';
import type { Api } from './api.ts';
import { issuesOfMany } from './browse/many.ts';
import { issuesOfOne } from './browse/one.ts';
import { changedSinceLastLook } from './browse/probe.ts';
import { diskCache, memoryCache } from './cache.ts';
import { branchSha, createBranch, deleteBranch } from './claim/branch.ts';
import { createEmptyCommit } from './claim/commit.ts';
import { forkFor } from './claim/fork.ts';
import { preflight } from './claim/preflight.ts';
import { openClosers } from './closers.ts';
import { commentOnce } from './comments.ts';
import { fileText } from './files.ts';
import { createIssue, readIssue } from './issues.ts';
import { octokitRequest } from './octokit.ts';
import { findPullRequest, markReady, openPullRequest, readPullRequest, updatePullRequest } from './pulls.ts';
import { rateLimitOf } from './rate-limit.ts';
import { trackedIssues } from './tracked/tracked.ts';
import type { GitHub, RateLimit, Viewer } from './types.ts';
import { readViewer } from './viewer.ts';

/** What a client needs to know; see `githubAddresses` for the two addresses. */
export interface GitHubOptions {
  apiUrl: string;
  webUrl: string;
  token?: string | undefined;
  /** A folder of its own for ETags and what belongs to them; without one they last as long as the client. */
  cacheDir?: string;
  clock?: Clock;
  log?: { warn(message: string): void };
  /** Spaces writes by a second or three as GitHub asks for, and waits out short rate limits. On by default, but not for loopback. */
  throttle?: boolean;
  fetch?: typeof fetch;
  /** Milliseconds for one answer with its whole body; 30,000 by default. */
  timeoutMs?: number;
  startLimit?: StartLimit;
  /** Milliseconds before a failed read is tried again, four times as many before the second; 500 by default. */
  retryBaseMs?: number;
}

/** The client for one host and one account. @throws MaestroError `github.bad-token`. */
export function createGitHub(options: GitHubOptions): GitHub {
  const { apiUrl, webUrl, cacheDir } = options;
  const token = checkedToken(options.token);
  const redact = redactor([token]);
  const warn = (message: string): void => options.log?.warn(redact(message));
  let newest: RateLimit | null = null;
  const wire = {
    apiUrl,
    token,
    throttle: options.throttle ?? !isLoopback(apiUrl),
    retryBaseMs: options.retryBaseMs ?? 500,
    warn,
    fetch: limitedFetch({
      service: 'GitHub',
      fetch: options.fetch ?? fetch,
      timeoutMs: options.timeoutMs ?? 30_000,
      startLimit: options.startLimit,
      onHeaders: (headers) => {
        newest = rateLimitOf(headers) ?? newest;
      },
    }),
  };
  const api: Api = {
    request: octokitRequest({ ...wire, queue: 'rest' }),
    query: octokitRequest({ ...wire, queue: 'queries' }),
    clock: options.clock ?? systemClock,
    cache: cacheDir ? diskCache(cacheDir, identityOf(apiUrl, token), warn) : memoryCache(),
    redact,
    signedIn: token !== undefined,
    graphqlUrl: graphqlUrl(apiUrl),
    webUrl,
  };
  let known: Viewer | undefined;
  const viewer = async (signal?: AbortSignal): Promise<Viewer> => {
    known ??= await readViewer(api, signal);
    return known;
  };
  return {
    signedIn: api.signedIn,
    webUrl,
    rateLimit: () => newest,
    viewer,
    issuesOfMany: (repos, label, signal) => issuesOfMany(api, repos, label, signal),
    issuesOfOne: (repo, label, signal) => issuesOfOne(api, repo, label, signal),
    changedSinceLastLook: (repo, signal) => changedSinceLastLook(api, repo, signal),
    issue: (repo, number, signal) => readIssue(api, repo, number, signal),
    openClosers: (repo, issue, signal) => openClosers(api, repo, issue, signal),
    preflight: (repo, paths, signal) => preflight(api, repo, paths, signal),
    fork: async (repo, signal) => forkFor(api, repo, (await viewer(signal)).login, signal),
    createEmptyCommit: (repo, commit, signal) => createEmptyCommit(api, repo, commit, signal),
    createBranch: (repo, branch, sha, signal) => createBranch(api, repo, branch, sha, signal),
    branchSha: (repo, branch, signal) => branchSha(api, repo, branch, signal),
    deleteBranch: (repo, branch, signal) => deleteBranch(api, repo, branch, signal),
    openPullRequest: (repo, input, signal) => openPullRequest(api, repo, input, signal),
    findPullRequest: (repo, head, signal) => findPullRequest(api, repo, head, signal),
    pullRequest: (repo, number, signal) => readPullRequest(api, repo, number, signal),
    updatePullRequest: (repo, number, change, signal) => updatePullRequest(api, repo, number, change, signal),
    markReady: (repo, pull, signal) => markReady(api, repo, pull, signal),
    commentOnce: async (repo, number, marker, text, signal) =>
      commentOnce(api, repo, number, (await viewer(signal)).login, { marker, text }, signal),
    fileText: (repo, path, ref, signal) => fileText(api, repo, path, ref, signal),
    createIssue: async (repo, input, signal) =>
      createIssue(api, repo, (await viewer(signal)).login, input, signal),
    tracked: trackedIssues(api),
  };
}

/** Refused before it could reach a header, because the refusal of a header would quote it. */
function checkedToken(token: string | undefined): string | undefined {
  const trimmed = token?.trim();
  if (!trimmed) return undefined;
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
  throw new MaestroError('github.bad-token', 'The GitHub token contains characters that no token has.', {
    remedy: 'Check GITHUB_TOKEN for quotation marks, spaces or line breaks.',
  });
}

/** Answers differ with what a token may see, and their ETags do too. */
function identityOf(apiUrl: string, token: string | undefined): string {
  const who = token === undefined ? 'nobody' : createHash('sha256').update(token).digest('hex').slice(0, 16);
  return `${apiUrl} ${who}`;
}
