import { describe, expect, test } from 'vitest';
import { expiring } from '../../support/expiring.ts';
import { restIssue, restPull } from '../../support/github-answers.ts';
import { type DoubleReply, type DoubleRequest, httpDouble } from '../../support/http-double.ts';
import { clientOf, REPO } from './support.ts';

const INPUT = { title: 'T', body: 'B', head: 'ann:work', base: 'main', draft: true };
const posts = (requests: DoubleRequest[], end: string): DoubleRequest[] =>
  requests.filter(({ method, path }) => method === 'POST' && path.endsWith(end));

/** The ways in which it stays unknown whether a create happened. */
const UNCLEAR: [string, DoubleReply][] = [
  ['502', { status: 502, json: { message: 'Server Error' } }],
  ['504 with a page', { status: 504, text: '<html>' }],
  ['a cut connection', 'cut'],
  ['half an answer', 'stall'],
  ['an answer of another shape', { status: 201, json: { ok: true } }],
];

describe.each(UNCLEAR)('a create answered with %s', (_name, unclear) => {
  test('that did happen is found, and not sent again', async () => {
    let made = false;
    const double = await httpDouble(({ method }) => {
      if (method === 'POST') {
        made = true;
        return unclear;
      }
      return { status: 200, json: made ? [restPull(7)] : [] };
    });
    const pull = await clientOf(double, { startLimit: expiring(double.stalls) }).openPullRequest(REPO, INPUT);
    expect(pull.number).toBe(7);
    expect(posts(double.requests, '/pulls')).toHaveLength(1);
  });

  test('that did not happen is sent again', async () => {
    let first = true;
    const double = await httpDouble(({ method }) => {
      if (method !== 'POST') return { status: 200, json: [] };
      const answer = first ? unclear : { status: 201, json: restPull(8) };
      first = false;
      return answer;
    });
    const pull = await clientOf(double, { startLimit: expiring(double.stalls) }).openPullRequest(REPO, INPUT);
    expect(pull.number).toBe(8);
    expect(posts(double.requests, '/pulls')).toHaveLength(2);
  });

  test('is given up after three tries', async () => {
    const double = await httpDouble(({ method }) =>
      method === 'POST' ? unclear : { status: 200, json: [] },
    );
    await expect(
      clientOf(double, { startLimit: expiring(double.stalls) }).openPullRequest(REPO, INPUT),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/^github\.(unavailable|offline|timeout|bad-answer)$/),
    });
    expect(posts(double.requests, '/pulls')).toHaveLength(3);
  });

  test('is not sent again when it cannot be looked for', async () => {
    const double = await httpDouble(({ method }) =>
      method === 'POST' ? unclear : { status: 503, json: { message: 'down' } },
    );
    await expect(
      clientOf(double, { startLimit: expiring(double.stalls) }).openPullRequest(REPO, INPUT),
    ).rejects.toThrow();
    expect(posts(double.requests, '/pulls')).toHaveLength(1);
  });
});

describe('openPullRequest', () => {
  test('gives the open one of the same head when GitHub says there is one', async () => {
    const double = await httpDouble(({ method, query }) => {
      if (method === 'GET' && query.get('state') === 'open' && query.get('head') === 'ann:work')
        return { status: 200, json: [restPull(3)] };
      const message = 'A pull request already exists for ann:work.';
      return { status: 422, json: { message: 'Validation Failed', errors: [{ message }] } };
    });
    expect((await clientOf(double).openPullRequest(REPO, INPUT)).number).toBe(3);
  });

  test('opens an ordinary one where drafts are not to be had', async () => {
    const double = await httpDouble(({ body }) =>
      (body as { draft: boolean }).draft
        ? { status: 422, json: { message: 'Draft pull requests are not supported in this repository.' } }
        : { status: 201, json: restPull(4, { draft: false }) },
    );
    expect(await clientOf(double).openPullRequest(REPO, INPUT)).toMatchObject({ number: 4, draft: false });
    expect(double.requests).toHaveLength(2);
  });

  test('tells any other refusal, with the reason, after one request', async () => {
    const errors = [{ message: 'No commits between main and ann:work' }];
    const double = await httpDouble(() => ({ status: 422, json: { message: 'Validation Failed', errors } }));
    await expect(clientOf(double).openPullRequest(REPO, INPUT)).rejects.toMatchObject({
      code: 'github.invalid',
      message: expect.stringContaining('No commits between main and ann:work'),
    });
    expect(double.requests).toHaveLength(1);
  });
});

describe('commentOnce', () => {
  const user = { status: 200, json: { id: 1, login: 'ann' } };

  test('a comment that a 502 hid is not written twice', async () => {
    const comments: { body: string; user: { login: string } }[] = [];
    const double = await httpDouble(({ method, path, body }) => {
      if (path.endsWith('/user')) return user;
      if (method === 'GET') return { status: 200, json: comments };
      comments.push({ body: (body as { body: string }).body, user: { login: 'Ann' } });
      return { status: 502 };
    });
    const github = clientOf(double);
    await github.commentOnce(REPO, 5, 'lost-1', 'Sorry.');
    await github.commentOnce(REPO, 5, 'lost-1', 'Sorry.');
    expect(comments).toEqual([{ body: 'Sorry.\n\n<!-- maestro:lost-1 -->', user: { login: 'Ann' } }]);
  });

  test("somebody else's comment with our marker does not keep us silent", async () => {
    const double = await httpDouble(({ method, path }) => {
      if (path.endsWith('/user')) return user;
      const other = { body: '<!-- maestro:m -->', user: { login: 'mallory' } };
      return method === 'GET' ? { status: 200, json: [other] } : { status: 201, json: other };
    });
    await clientOf(double).commentOnce(REPO, 5, 'm', 'Hello.');
    expect(posts(double.requests, '/comments')).toHaveLength(1);
  });

  test('looks through all pages', async () => {
    const page = Array.from({ length: 100 }, () => ({ body: 'x', user: { login: 'ann' } }));
    const double = await httpDouble(({ path, query }) => {
      if (path.endsWith('/user')) return user;
      const ours = [{ body: 'y <!-- maestro:m -->', user: { login: 'ann' } }];
      return { status: 200, json: query.get('page') === '1' ? page : ours };
    });
    await clientOf(double).commentOnce(REPO, 5, 'm', 'Hello.');
    expect(posts(double.requests, '/comments')).toHaveLength(0);
  });
});

describe('createIssue', () => {
  const input = { title: 'New', body: 'a\nb', labels: ['runmaestro.ai'] };

  test('an issue that a cut connection hid is found among the newest', async () => {
    const now = new Date().toISOString();
    const double = await httpDouble(({ method, path }) => {
      if (path.endsWith('/user')) return { status: 200, json: { id: 1, login: 'ann' } };
      if (method === 'POST') return 'cut';
      const old = restIssue(1, { title: 'New', body: 'a\nb' });
      return { status: 200, json: [restIssue(9, { title: 'New', body: 'a\r\nb', created_at: now }), old] };
    });
    expect((await clientOf(double).createIssue(REPO, input)).number).toBe(9);
    expect(posts(double.requests, '/issues')).toHaveLength(1);
  });
});

describe('markReady', () => {
  const pull = (draft: boolean) => ({ status: 200, json: restPull(7, { draft }) });
  const draft = { number: 7, nodeId: 'PR_7' } as Parameters<ReturnType<typeof clientOf>['markReady']>[1];

  test('is content when it is ready already, whatever the mutation says', async () => {
    const double = await httpDouble(({ method }) =>
      method === 'GET'
        ? pull(false)
        : {
            status: 200,
            json: { data: { x: null }, errors: [{ type: 'UNPROCESSABLE', message: 'not a draft' }] },
          },
    );
    await clientOf(double).markReady(REPO, draft);
  });

  test('after a 502 looks, and sends it again only when it is still a draft', async () => {
    let sent = 0;
    const double = await httpDouble(({ method }) => {
      if (method === 'GET') return pull(sent < 2);
      sent++;
      return { status: 502 };
    });
    await clientOf(double).markReady(REPO, draft);
    expect(sent).toBe(2);
  });

  test('tells why not', async () => {
    const errors = [{ type: 'FORBIDDEN', message: 'You may not.' }];
    const double = await httpDouble(({ method }) =>
      method === 'GET' ? pull(true) : { status: 200, json: { data: { x: null }, errors } },
    );
    await expect(clientOf(double).markReady(REPO, draft)).rejects.toMatchObject({ code: 'github.forbidden' });
  });
});

describe('createBranch and createEmptyCommit', () => {
  const sha = 'b'.repeat(40);
  const ref = { status: 200, json: { object: { sha } } };

  test('a branch that is there with this sha is accepted, with another one it is a conflict', async () => {
    const double = await httpDouble(({ method }) =>
      method === 'POST' ? { status: 422, json: { message: 'Reference already exists' } } : ref,
    );
    await clientOf(double).createBranch(REPO, 'symphony/1-x', sha);
    await expect(clientOf(double).createBranch(REPO, 'symphony/1-x', 'c'.repeat(40))).rejects.toMatchObject({
      code: 'github.conflict',
    });
  });

  test('a branch that a cut connection hid is accepted', async () => {
    const double = await httpDouble(({ method }) => (method === 'POST' ? 'cut' : ref));
    await clientOf(double).createBranch(REPO, 'symphony/1-x', sha);
    expect(posts(double.requests, '/git/refs')).toHaveLength(1);
  });

  test('a fork that does not know the tree is brought up to date first, once', async () => {
    let merged = 0;
    const double = await httpDouble(({ path }) => {
      if (path.endsWith('/merge-upstream')) {
        merged++;
        return { status: 200, json: {} };
      }
      if (path.endsWith('/git/commits'))
        return merged
          ? { status: 201, json: { sha } }
          : { status: 422, json: { message: 'Tree SHA does not exist' } };
      const parent = { full_name: 'up/r', default_branch: 'trunk' };
      const repo = {
        full_name: 'o/r',
        clone_url: 'https://x/o/r.git',
        default_branch: 'main',
        fork: true,
        parent,
      };
      return { status: 200, json: repo };
    });
    const commit = {
      parent: 'c'.repeat(40),
      tree: 'd'.repeat(40),
      message: 'm',
      author: { name: 'a', email: 'a@b', date: '2026-01-01T00:00:00Z' },
    };
    expect(await clientOf(double).createEmptyCommit(REPO, commit)).toBe(sha);
    expect(merged).toBe(1);
    expect(posts(double.requests, '/merge-upstream')[0]?.body).toEqual({ branch: 'trunk' });
  });

  test('where that is no fork, the refusal is told', async () => {
    const repo = { full_name: 'o/r', clone_url: 'https://x/o/r.git', default_branch: 'main', fork: false };
    const double = await httpDouble(({ method }) =>
      method === 'POST'
        ? { status: 422, json: { message: 'Object does not exist' } }
        : { status: 200, json: repo },
    );
    await expect(clientOf(double).createBranch(REPO, 'b', sha)).rejects.toMatchObject({
      code: 'github.invalid',
    });
  });
});

describe('deleteBranch', () => {
  test.each([
    ['was there', { status: 204 }, true],
    ['was gone', { status: 422, json: { message: 'Reference does not exist' } }, false],
    ['went with the whole fork', { status: 404, json: { message: 'Not Found' } }, false],
    ['went behind a 502', { status: 502 }, true],
  ] as [string, DoubleReply, boolean][])('one that %s', async (_name, answer, was) => {
    const double = await httpDouble(({ method }) =>
      method === 'DELETE' ? answer : { status: 404, json: { message: 'Not Found' } },
    );
    expect(await clientOf(double).deleteBranch(REPO, 'symphony/1-x')).toBe(was);
    expect(double.requests[0]?.path).toBe('/api/v3/repos/o/r/git/refs/heads/symphony/1-x');
  });

  test('one that stays is told as a failure', async () => {
    const double = await httpDouble(({ method }) =>
      method === 'DELETE'
        ? { status: 422, json: { message: 'Cannot delete a protected branch' } }
        : { status: 200, json: { object: { sha: 'a' } } },
    );
    await expect(clientOf(double).deleteBranch(REPO, 'b')).rejects.toMatchObject({ code: 'github.invalid' });
  });
});
