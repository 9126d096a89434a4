import { once } from 'node:events';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createGitHub } from '../../../src/github/client.ts';
import { asMaestroError } from '../../../src/platform/errors.ts';
import { expiring } from '../../support/expiring.ts';
import { restIssue } from '../../support/github-answers.ts';
import { type DoubleReply, httpDouble } from '../../support/http-double.ts';
import { anywhere } from '../../support/limits.ts';
import { eventually } from '../../support/waits.ts';
import { clientOf, REPO, TOKEN } from './support.ts';

const ISSUE: DoubleReply = { status: 200, json: restIssue(1) };
const JSON_TYPE = { 'content-type': 'application/json' };
const failure = async (work: Promise<unknown>) => asMaestroError(await work.catch((error: unknown) => error));

describe('a read', () => {
  test.each([500, 502, 503, 504])('is tried again after %i, and succeeds', async (status) => {
    const double = await httpDouble((_request, index) => (index < 2 ? { status } : ISSUE));
    expect((await clientOf(double).issue(REPO, 1)).number).toBe(1);
    expect(double.requests).toHaveLength(3);
  });

  test('is tried again after a cut connection', async () => {
    const double = await httpDouble((_request, index) => (index === 0 ? 'cut' : ISSUE));
    expect((await clientOf(double).issue(REPO, 1)).number).toBe(1);
  });

  test.each([
    ['a lasting 500', { status: 500 }, 'github.unavailable', 3],
    ['cut connections', 'cut', 'github.offline', 3],
    ['half an answer', 'stall', 'github.timeout', 1],
    ['401', { status: 401, json: { message: 'Bad credentials' } }, 'github.unauthorized', 1],
    ['403', { status: 403, json: { message: 'No' } }, 'github.forbidden', 1],
    ['404', { status: 404, json: { message: 'Not Found' } }, 'github.not-found', 1],
    ['409', { status: 409, json: { message: 'Conflict' } }, 'github.conflict', 1],
    ['422', { status: 422, json: { message: 'Validation Failed' } }, 'github.invalid', 1],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, 'github.rate-limited', 1],
    ['a 304 nobody asked for', { status: 304 }, 'github.bad-answer', 1],
    ['an empty object', { status: 200, json: {} }, 'github.bad-answer', 1],
    [
      'a page of HTML',
      { status: 200, text: '<html>Sign in to the hotel network</html>' },
      'github.bad-answer',
      1,
    ],
    ['broken JSON', { status: 200, text: '{"a":', headers: JSON_TYPE }, 'github.bad-answer', 1],
    ['33 MiB', { status: 200, json: 'x'.repeat(33 * 1024 * 1024) }, 'github.bad-answer', 1],
  ] as [string, DoubleReply, string, number][])('answered with %s', async (_name, reply, code, count) => {
    const double = await httpDouble(() => reply);
    const error = await failure(clientOf(double, { startLimit: expiring(double.stalls) }).issue(REPO, 1));
    expect(error).toMatchObject({ code, message: expect.stringMatching(/^Could not read issue o\/r#1: /) });
    expect(error.remedy).toBeTruthy();
    expect(double.requests).toHaveLength(count);
  });

  test('with nobody there is offline at once', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    // Whoever tried again would wait for an hour.
    const error = await failure(
      clientOf({ url: `http://127.0.0.1:${port}` }, { retryBaseMs: 3_600_000 }).issue(REPO, 1),
    );
    expect(error.code).toBe('github.offline');
  });

  test("of a pull request's number says so", async () => {
    const double = await httpDouble(() => ({ status: 200, json: restIssue(1, { pull_request: {} }) }));
    expect(await failure(clientOf(double).issue(REPO, 1))).toMatchObject({ code: 'github.not-found' });
  });
});

describe('an aborted signal', () => {
  test('ends a request that is under way', async () => {
    const double = await httpDouble(() => 'stall');
    const controller = new AbortController();
    const work = failure(clientOf(double).issue(REPO, 1, controller.signal));
    await eventually(() => double.requests.length === 1, 'the request');
    controller.abort();
    expect((await work).code).toBe('run.cancelled');
    expect(double.requests).toHaveLength(1);
  });

  test('ends the wait before another try', async () => {
    const double = await httpDouble(() => ({ status: 500 }));
    const controller = new AbortController();
    const work = failure(clientOf(double, { retryBaseMs: 3_600_000 }).issue(REPO, 1, controller.signal));
    await eventually(() => double.requests.length === 1, 'the first try');
    setTimeout(() => controller.abort(), anywhere(50));
    expect((await work).code).toBe('run.cancelled');
    expect(double.requests).toHaveLength(1);
  });

  test('keeps a request from being sent', async () => {
    const double = await httpDouble(() => ISSUE);
    expect((await failure(clientOf(double).issue(REPO, 1, AbortSignal.abort()))).code).toBe('run.cancelled');
    expect(double.requests).toHaveLength(0);
  });
});

describe('rate limits', () => {
  const reset = Math.floor(Date.now() / 1_000) + 3_000;
  const headers = {
    'x-ratelimit-limit': '60',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(reset),
  };

  test('what is left is known from the newest answer', async () => {
    const double = await httpDouble(() => ({ status: 200, json: restIssue(1), headers }));
    const github = clientOf(double);
    expect(github.rateLimit()).toBeNull();
    await github.issue(REPO, 1);
    expect(github.rateLimit()).toEqual({
      limit: 60,
      remaining: 0,
      resetAt: new Date(reset * 1_000).toISOString(),
    });
  });

  test.each([true, false])(
    'a long one is told with its end and not waited for (throttle: %s)',
    async (throttle) => {
      const double = await httpDouble(() => ({
        status: 403,
        json: { message: 'API rate limit exceeded' },
        headers,
      }));
      const error = await failure(clientOf(double, { throttle }).issue(REPO, 1));
      expect(error.code).toBe('github.rate-limited');
      expect(error.data.resetAt).toBe(new Date(reset * 1_000).toISOString());
      expect(double.requests).toHaveLength(1);
    },
  );

  test('a short one is waited for, once, and said', async () => {
    const message = 'You have exceeded a secondary rate limit.';
    const double = await httpDouble((_request, index) =>
      index === 0 ? { status: 403, json: { message }, headers: { 'retry-after': '1' } } : ISSUE,
    );
    const warnings: string[] = [];
    const log = { warn: (text: string) => warnings.push(text) };
    expect((await clientOf(double, { throttle: true, log }).issue(REPO, 1)).number).toBe(1);
    expect(warnings.join()).toContain('waiting 1 s');
  });

  test('a create that was refused for one is not looked for, and not sent again', async () => {
    const double = await httpDouble(() => ({ status: 429, headers: { 'retry-after': '90' } }));
    const input = { title: 'T', body: 'B', head: 'w', base: 'main', draft: true };
    expect((await failure(clientOf(double).openPullRequest(REPO, input))).code).toBe('github.rate-limited');
    expect(double.requests).toHaveLength(1);
  });

  test.each([{ data: null }, {}])("GraphQL's own kind is one too, beside %j", async (data) => {
    const double = await httpDouble(() => ({
      status: 200,
      json: { ...data, errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
    }));
    expect((await failure(clientOf(double).preflight(REPO, []))).code).toBe('github.rate-limited');
  });
});

describe('the token', () => {
  test('is in no part of any error or warning', async () => {
    const echo = { message: `Bad ${TOKEN}`, errors: [{ message: TOKEN }] };
    const replies: DoubleReply[] = [
      { status: 401, json: echo },
      { status: 422, json: echo },
      { status: 500, json: echo },
      { status: 200, json: { data: null, errors: [{ type: 'X', message: TOKEN }] } },
      'cut',
      'stall',
      { status: 200, text: TOKEN },
    ];
    for (const reply of replies) {
      const warnings: string[] = [];
      const double = await httpDouble(() => reply);
      const startLimit = expiring(double.stalls);
      const github = clientOf(double, { startLimit, log: { warn: (text) => warnings.push(text) } });
      for (const work of [github.issue(REPO, 1), github.preflight(REPO, [])])
        expect(inspect(await failure(work), { depth: 20 })).not.toContain(TOKEN);
      expect(warnings.join()).not.toContain(TOKEN);
      expect(double.requests[0]?.headers.authorization).toBe(`token ${TOKEN}`);
    }
  });

  test('does not follow a redirect to another place', async () => {
    const elsewhere = await httpDouble(() => ISSUE);
    const double = await httpDouble(({ path }) => ({
      status: 301,
      headers: { location: `${elsewhere.url}${path}` },
    }));
    await clientOf(double).issue(REPO, 1);
    expect(elsewhere.requests[0]?.headers.authorization).toBeUndefined();
  });

  test.each(['with space', 'two\nlines', 'ünicode'])(
    'that cannot be one is refused unquoted: %j',
    (token) => {
      const options = { apiUrl: 'http://127.0.0.1:1', webUrl: 'http://127.0.0.1:1', token };
      expect(() => createGitHub(options)).toThrow(expect.objectContaining({ code: 'github.bad-token' }));
      expect(() => createGitHub(options)).not.toThrow(token);
    },
  );

  test('is not needed to read, and asked for where it is', async () => {
    const double = await httpDouble(() => ISSUE);
    const github = clientOf(double, { token: undefined });
    expect(github.signedIn).toBe(false);
    await github.issue(REPO, 1);
    expect(double.requests[0]?.headers.authorization).toBeUndefined();
    for (const work of [github.viewer(), github.preflight(REPO, []), github.issuesOfMany([REPO], 'l')])
      expect((await failure(work)).code).toBe('github.unauthorized');
    expect(double.requests).toHaveLength(1);
  });
});
