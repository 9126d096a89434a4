/// <reference path="./bottleneck-light.d.ts" />
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import type { Octokit as RestOctokit } from '@octokit/rest';
import Bottleneck from 'bottleneck/light.js';
import { VERSION } from '../platform/version.ts';

// At run time @octokit/rest without its table of named methods and its paginator: we name the routes ourselves, and
// that takes 84 KB off every bundle (docs/decisions/0006). The types of the routes are the same.
const Client = Octokit.plugin(retry, throttling);

/** Octokit's typed request function: `request('GET /repos/{owner}/{repo}', { owner, repo })`. */
export type Request = RestOctokit['request'];

/** How the client behaves on the wire. */
export interface OctokitOptions {
  apiUrl: string;
  token: string | undefined;
  fetch: typeof fetch;
  /** Spaces requests as GitHub asks for and waits out short rate limits. Off in tests. */
  throttle: boolean;
  /** Requests of one queue are spaced among themselves; queues do not wait for each other. */
  queue: 'rest' | 'queries';
  /** Milliseconds before the first retry of a read; the second waits four times as long. */
  retryBaseMs: number;
  warn(message: string): void;
}

/** The longest wait for a rate limit inside a call; a longer one is the caller's to decide. */
const MAX_WAIT_SECONDS = 60;
const RETRIES = 2;
// What another try cannot change, and what the throttling plugin or the caller decides on.
const NO_RETRY = [400, 401, 403, 404, 409, 410, 422, 429, 451];

// The plugin's own spacing is a second between any two POSTs, meant for programs that write by the hundred. A claim is
// three writes and three queries, once, and must be quick: others want the issue too. Limits that GitHub does tell are
// waited for as ever.
const SPACING_MS = { rest: 200, queries: 50 } as const;

/** The request function of a new Octokit. */
export function octokitRequest(options: OctokitOptions): Request {
  const mayWait =
    (what: string) => (seconds: number, _request: unknown, _octokit: unknown, tries: number) => {
      const wait = seconds <= MAX_WAIT_SECONDS && tries < 1;
      if (wait) options.warn(`GitHub's ${what} is used up; waiting ${seconds} s.`);
      return wait;
    };
  const octokit = new Client({
    baseUrl: options.apiUrl,
    ...(options.token === undefined ? {} : { auth: options.token }),
    userAgent: `maestro-symphony/${VERSION}`,
    request: { fetch: options.fetch },
    retry: { retries: RETRIES, retryAfterBaseValue: options.retryBaseMs, doNotRetry: NO_RETRY },
    throttle: {
      enabled: options.throttle,
      id: options.queue,
      write: new Bottleneck.Group({ maxConcurrent: 1, minTime: SPACING_MS[options.queue] }),
      onRateLimit: mayWait('rate limit'),
      onSecondaryRateLimit: mayWait('secondary rate limit'),
    },
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: options.warn,
      error: options.warn,
    },
  });
  return octokit.request.defaults({ headers: { 'x-github-api-version': '2022-11-28' } }) as Request;
}
