import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { graphqlIssue, restIssue, restPull } from '../../support/github-answers.ts';
import { type DoubleReply, type DoubleRequest, httpDouble } from '../../support/http-double.ts';
import { tempDir } from '../../support/temp.ts';
import { clientOf, REPO } from './support.ts';

const LABEL = 'runmaestro.ai';
const repos = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ owner: 'o', name: `r${index}` }));
interface Sent {
  query: string;
  variables: Record<string, string>;
}
const sent = ({ body }: DoubleRequest): Sent => body as Sent;
const aliases = (request: DoubleRequest): string[] =>
  Object.keys(sent(request).variables)
    .filter((name) => /^o\d+$/.test(name))
    .map((name) => name.replace('o', 'r'));

/** One repository's part of a GraphQL answer. */
const part = (issues: unknown[], change: Record<string, unknown> = {}) => ({
  open: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: issues },
  closed: { nodes: [] },
  newestIssue: { nodes: [{ updatedAt: '2026-01-01T00:00:00Z' }] },
  newestPull: { nodes: [] },
  ...change,
});
const data = (request: DoubleRequest, of: (alias: string) => unknown): DoubleReply => ({
  status: 200,
  json: { data: Object.fromEntries(aliases(request).map((alias) => [alias, of(alias)])) },
});

describe('issuesOfMany', () => {
  test('asks once per 20 projects, once per slug, at the GraphQL address', async () => {
    const double = await httpDouble((request) => data(request, () => part([graphqlIssue(1)])));
    const found = await clientOf(double).issuesOfMany([...repos(45), { owner: 'o', name: 'r0' }], LABEL);
    expect(found.size).toBe(45);
    expect(found.get('o/r44')).toMatchObject([{ number: 1, labels: [LABEL], author: 'ben', closers: [] }]);
    expect(double.requests.map(aliases).map(({ length }) => length)).toEqual([20, 20, 5]);
    expect(double.requests.every(({ path }) => path === '/api/graphql')).toBe(true);
  });

  test('names of strangers travel as variables, never in the query', async () => {
    const double = await httpDouble((request) => data(request, () => part([])));
    await clientOf(double).issuesOfMany([{ owner: 'o', name: 'r") { evil }' }], 'la"bel');
    expect(double.requests.map(sent)[0]?.query).not.toMatch(/evil|la"bel/);
  });

  test('a project that GitHub refuses does not take the others with it', async () => {
    const double = await httpDouble(() => ({
      status: 200,
      json: {
        data: { r0: part([graphqlIssue(1)]), r1: null, r2: part([]) },
        errors: [{ type: 'NOT_FOUND', path: ['r1'], message: "Could not resolve to a Repository 'o/r1'." }],
      },
    }));
    const found = await clientOf(double).issuesOfMany(repos(3), LABEL);
    expect(found.get('o/r0')).toHaveLength(1);
    expect(found.get('o/r1')).toEqual({ unavailable: "Could not resolve to a Repository 'o/r1'." });
    expect(found.get('o/r2')).toEqual([]);
  });

  test('a closer that GitHub hides, and missing optional things, do not hide an issue', async () => {
    const issue = graphqlIssue(1, {
      author: null,
      labels: null,
      closedByPullRequestsReferences: { nodes: [null] },
    });
    const double = await httpDouble((request) => data(request, () => part([null, issue])));
    const found = await clientOf(double).issuesOfMany(repos(1), LABEL);
    expect(found.get('o/r0')).toMatchObject([{ number: 1, author: 'ghost', labels: [], closers: [] }]);
  });

  test('follows the pages of the projects that have more, and of no others', async () => {
    const double = await httpDouble((request) =>
      data(request, () => {
        const { n0, a0 } = sent(request).variables;
        if (a0 === 'c1') return part([graphqlIssue(3), graphqlIssue(2)], { closed: undefined });
        const more = { pageInfo: { hasNextPage: true, endCursor: 'c1' }, nodes: [graphqlIssue(2)] };
        const closed = { nodes: [graphqlIssue(9, { state: 'CLOSED' })] };
        return part([graphqlIssue(1)], n0 === 'r0' ? { open: more, closed } : {});
      }),
    );
    const found = await clientOf(double).issuesOfMany(repos(1), LABEL);
    expect((found.get('o/r0') as { number: number }[]).map(({ number }) => number)).toEqual([2, 3, 9]);
    expect(double.requests).toHaveLength(2);
    expect(sent(double.requests[1] as DoubleRequest).query).not.toContain('closed: issues');
  });

  test('a question that is too much for GitHub is split', async () => {
    const double = await httpDouble((request) =>
      aliases(request).length > 5 ? { status: 502 } : data(request, () => part([graphqlIssue(1)])),
    );
    const found = await clientOf(double).issuesOfMany(repos(20), LABEL);
    expect(found.size).toBe(20);
    expect(double.requests.map((request) => aliases(request).length)).toEqual([20, 10, 5, 5, 10, 5, 5]);
  });
});

describe('changedSinceLastLook', () => {
  /** Answers GraphQL with `state.newest`, and the probe with it too, honouring the ETag made of it. */
  const forge = (state: { newest: string }) =>
    httpDouble((request) => {
      if (request.method === 'POST') {
        const newestIssue = { nodes: [{ updatedAt: state.newest }] };
        return data(request, () => part([], { newestIssue }));
      }
      const headers = { etag: `"${state.newest}"` };
      if (request.headers['if-none-match'] === headers.etag) return { status: 304, headers };
      return { status: 200, json: [{ updated_at: state.newest }], headers };
    });

  test('after a reading nothing has changed until something does, and then until it is read', async () => {
    const state = { newest: '2026-01-01T00:00:00Z' };
    const double = await forge(state);
    const cacheDir = await tempDir();
    const github = clientOf(double, { cacheDir });
    expect(await github.changedSinceLastLook(REPO)).toBe(true);
    await github.issuesOfMany([REPO], LABEL);
    expect(await github.changedSinceLastLook(REPO)).toBe(false);
    state.newest = '2026-01-02T00:00:00Z';
    // In a later process as well.
    const later = clientOf(double, { cacheDir });
    expect(await later.changedSinceLastLook(REPO)).toBe(true);
    expect(await later.changedSinceLastLook(REPO)).toBe(true);
    await later.issuesOfMany([REPO], LABEL);
    expect(await later.changedSinceLastLook(REPO)).toBe(false);
  });

  test('a change between the reading and the first probe is seen', async () => {
    const state = { newest: '2026-01-01T00:00:00Z' };
    const github = clientOf(await forge(state));
    await github.issuesOfMany([REPO], LABEL);
    state.newest = '2026-01-01T00:00:09Z';
    expect(await github.changedSinceLastLook(REPO)).toBe(true);
  });

  test('100 projects cost five requests cold, and then only conditional ones that are all 304', async () => {
    const double = await forge({ newest: '2026-01-01T00:00:00Z' });
    const github = clientOf(double, { cacheDir: await tempDir() });
    await github.issuesOfMany(repos(100), LABEL);
    expect(double.requests).toHaveLength(5);
    const look = () => Promise.all(repos(100).map((repo) => github.changedSinceLastLook(repo)));
    expect(await look()).not.toContain(true);
    double.requests.length = 0;
    expect(await look()).not.toContain(true);
    expect(double.requests).toHaveLength(100);
    expect(double.requests.every(({ headers }) => headers['if-none-match'])).toBe(true);
  });

  test('a reading that broke off is no look', async () => {
    const double = await httpDouble((request) => {
      if (request.method === 'GET') return { status: 200, json: [{ updated_at: '2026-01-01T00:00:00Z' }] };
      const more = { pageInfo: { hasNextPage: true, endCursor: 'c1' }, nodes: [] };
      return sent(request).variables.a0 ? { status: 401 } : data(request, () => part([], { open: more }));
    });
    const github = clientOf(double);
    await expect(github.issuesOfMany([REPO], LABEL)).rejects.toMatchObject({ code: 'github.unauthorized' });
    expect(await github.changedSinceLastLook(REPO)).toBe(true);
  });
});

describe('issuesOfOne', () => {
  const issues = [
    restIssue(3),
    restIssue(2, { pull_request: {} }),
    restIssue(1, { state: 'closed', user: null, body: null, labels: [LABEL, { name: 'bug' }] }),
  ];
  const pulls = [restPull(8, { body: 'Closes #3' }), restPull(9, { body: 'see #3' })];
  const forge = () =>
    httpDouble(({ path, headers }) => {
      const etag = path.endsWith('/pulls') ? '"p"' : '"i"';
      if (headers['if-none-match'] === etag) return { status: 304, headers: { etag } };
      return { status: 200, json: path.endsWith('/pulls') ? pulls : issues, headers: { etag } };
    });

  test('two requests; the next time both are 304 and the value is still there, in a later process too', async () => {
    const double = await forge();
    const cacheDir = await tempDir();
    const first = await clientOf(double, { cacheDir, token: undefined }).issuesOfOne(REPO, LABEL);
    expect(first).toMatchObject({
      changed: true,
      value: [
        { number: 3, state: 'open', closers: [{ number: 8 }] },
        { number: 1, state: 'closed', author: 'ghost', body: '', labels: [LABEL, 'bug'], closers: [] },
      ],
    });
    expect(first.value).toHaveLength(2);
    const second = await clientOf(double, { cacheDir, token: undefined }).issuesOfOne(REPO, LABEL);
    expect(second).toEqual({ changed: false, value: first.value });
    expect(double.requests).toHaveLength(4);
    expect(double.requests[0]?.query.get('labels')).toBe(LABEL);
  });

  test('signed in and signed out do not share ETags', async () => {
    const double = await forge();
    const cacheDir = await tempDir();
    await clientOf(double, { cacheDir, token: undefined }).issuesOfOne(REPO, LABEL);
    expect((await clientOf(double, { cacheDir }).issuesOfOne(REPO, LABEL)).changed).toBe(true);
  });

  test('a broken cache costs a request, nothing more', async () => {
    const double = await forge();
    const cacheDir = await tempDir();
    await clientOf(double, { cacheDir }).issuesOfOne(REPO, LABEL);
    for (const name of await readdir(cacheDir)) await writeFile(join(cacheDir, name), '{"version":1,');
    expect((await clientOf(double, { cacheDir }).issuesOfOne(REPO, LABEL)).changed).toBe(true);
  });

  test('without open issues the pull requests are not asked for', async () => {
    const double = await httpDouble(() => ({ status: 200, json: [restIssue(1, { state: 'closed' })] }));
    await clientOf(double).issuesOfOne(REPO, LABEL);
    expect(double.requests).toHaveLength(1);
  });

  test('more than a hundred issues: the open ones are read page by page', async () => {
    const page = (from: number, count: number, state: string) =>
      Array.from({ length: count }, (_, index) => restIssue(from + index, { state }));
    const double = await httpDouble(({ path, query }) => {
      if (path.endsWith('/pulls')) return { status: 200, json: [] };
      if (query.get('state') === 'all') return { status: 200, json: page(1, 100, 'closed') };
      return { status: 200, json: query.get('page') === '1' ? page(200, 100, 'open') : page(300, 3, 'open') };
    });
    const { value } = await clientOf(double).issuesOfOne(REPO, LABEL);
    expect(value.filter(({ state }) => state === 'open')).toHaveLength(103);
    expect(value.filter(({ state }) => state === 'closed')).toHaveLength(100);
  });
});

describe('openClosers', () => {
  const linked = (pull: Record<string, unknown>) => ({
    id: 'PR',
    number: 0,
    url: '',
    title: 't',
    body: '',
    state: 'OPEN',
    isDraft: true,
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    headRefName: 'w',
    headRefOid: 'a',
    author: null,
    headRepository: null,
    headRef: { target: { committedDate: '2026-01-01T00:00:00Z' } },
    ...pull,
  });
  const url = (slug: string, number: number) => `https://github.com/${slug}/pull/${number}`;

  test('is the union of what GitHub links and what the texts say, ours first, each once, nothing from a cache', async () => {
    const full = Array.from({ length: 100 }, (_, index) => restPull(1_000 + index));
    const double = await httpDouble(({ method, query }) => {
      if (method === 'GET')
        return {
          status: 200,
          headers: { etag: '"x"' },
          json:
            query.get('page') === '1'
              ? full
              : [restPull(7, { body: 'fixes #5' }), restPull(4, { body: 'Closes o/r#5' })],
        };
      const nodes = [
        linked({ number: 2, url: url('other/place', 2) }),
        linked({ number: 7, url: url('o/r', 7) }),
        linked({ number: 5, url: url('o/r', 5) }),
        linked({ number: 3, url: url('o/r', 3), state: 'CLOSED' }),
        null,
      ];
      const closedByPullRequestsReferences = { pageInfo: { hasNextPage: false, endCursor: null }, nodes };
      return { status: 200, json: { data: { repository: { issue: { closedByPullRequestsReferences } } } } };
    });
    const github = clientOf(double, { cacheDir: await tempDir() });
    for (let time = 0; time < 2; time++)
      expect((await github.openClosers(REPO, 5)).map((pull) => pull.url)).toEqual([
        url('o/r', 4),
        url('o/r', 5),
        url('o/r', 7),
        url('other/place', 2),
      ]);
    expect(double.requests).toHaveLength(6);
    expect(double.requests.some(({ headers }) => headers['if-none-match'])).toBe(false);
  });

  test('works over REST alone when signed out', async () => {
    const double = await httpDouble(() => ({ status: 200, json: [restPull(4, { body: 'Closes #5' })] }));
    expect(await clientOf(double, { token: undefined }).openClosers(REPO, 5)).toHaveLength(1);
    expect(double.requests).toHaveLength(1);
  });
});
