import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Tracker } from '../../../src/orchestrator/trackers/tracker.ts';
import { asMaestroError } from '../../../src/platform/errors.ts';
import type { FaultAction, FaultRule } from '../../../src/rehearsal/forge/http/faults.ts';
import { expiring } from '../../support/expiring.ts';
import { type DoubleReply, httpDouble } from '../../support/http-double.ts';
import { anywhere } from '../../support/limits.ts';
import { type LinearStage, linearStage } from './linear-support.ts';

// Every way in which Linear, or what lies between, can fail: the fault is named, nothing is written twice, and what was
// asked for is so in the end.

let stage: LinearStage;
const { signal } = new AbortController();
const failure = async (work: Promise<unknown>) => asMaestroError(await work.catch((error: unknown) => error));

beforeAll(async () => {
  stage = await linearStage();
  stage.linear.addLabel('attention', null);
});
afterAll(() => stage.linear.stop());
beforeEach(() => stage.linear.faults.clear());
afterEach(() => stage.linear.faults.clear());

const problem = (code: string, type: string): string =>
  JSON.stringify({
    errors: [{ message: 'No', extensions: { code, type, userPresentableMessage: 'Not now.' } }],
  });
const LIMITED = problem('RATELIMITED', 'ratelimited');
const inTenMinutes = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 600_000);

/** What happens, the code it must have, and how many requests a read makes of it. */
const FAULTS: [string, FaultAction, string, number][] = [
  ['401', 401, 'tracker.unauthorized', 1],
  ['403', 403, 'tracker.forbidden', 1],
  ['404', { status: 404, body: 'Not here' }, 'tracker.not-found', 1],
  ['429 with retry-after', { status: 429, headers: { 'retry-after': '7' } }, 'tracker.rate-limited', 1],
  ['a rate limit as Linear tells it', { status: 400, body: LIMITED }, 'tracker.rate-limited', 1],
  [
    'a failure with status 200',
    { status: 200, body: problem('FORBIDDEN', 'forbidden') },
    'tracker.forbidden',
    1,
  ],
  ['a refusal', { status: 400, body: problem('INPUT_ERROR', 'invalid input') }, 'tracker.refused', 1],
  ['500', 500, 'tracker.unavailable', 3],
  ['502 of a proxy', { status: 502, body: '<html>Bad gateway</html>' }, 'tracker.unavailable', 3],
  ['bad JSON', { status: 200, body: '{"data":{' }, 'tracker.bad-answer', 1],
  ['a page of HTML', { status: 200, body: '<html>Sign in</html>' }, 'tracker.bad-answer', 1],
  ['another shape', { status: 200, body: '{"data":{"issues":{"nodes":[{}]}}}' }, 'tracker.bad-answer', 1],
  ['no answer', 'hang', 'tracker.timeout', 1],
  ['half an answer', 'slow-body', 'tracker.timeout', 1],
  ['a cut connection', 'cut', 'tracker.offline', 3],
];

describe('a read', () => {
  test.each(FAULTS)('%s', async (_name, action, code, count) => {
    const { id } = stage.issue();
    stage.linear.faults.add({ match: { graphql: 'MaestroIssues' }, action });
    const before = stage.linear.faults.hits();
    const error = await failure(trackerUnder(action).issuesById([id], signal));
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(/^Could not read issues of the Linear project/),
    });
    expect(error.remedy).toBeTruthy();
    expect(inspect(error, { depth: 20 })).not.toContain(stage.key);
    expect(stage.linear.faults.hits() - before).toBe(count);
    if (code === 'tracker.rate-limited')
      expect(Date.parse(String(error.data.resetAt))).toBeGreaterThan(Date.now());
  });

  test.each([500, 'cut'] as const)('is tried again after %s, and succeeds', async (action) => {
    const { id } = stage.issue();
    stage.linear.faults.add({ match: {}, action, times: 2 });
    expect(await stage.tracker.issuesById([id], signal)).toHaveLength(1);
  });

  test('that fails on its second page gives nothing', async () => {
    const { slugId } = stage.linear.addProject('Paged');
    for (let at = 0; at < 51; at++) stage.issue({ project: slugId });
    stage.linear.faults.add({
      match: { graphql: 'MaestroIssues' },
      skip: 1,
      action: { status: 200, body: LIMITED },
    });
    const error = await failure(stage.trackerWith({ projectSlug: slugId }).issuesByState(['Todo'], signal));
    expect(error.code).toBe('tracker.rate-limited');
  });

  test.each([
    ['data beside an error', { data: { issues: null }, errors: [{ message: 'half' }] }],
    [
      'a next page without a place',
      { data: { issues: { nodes: [], pageInfo: { hasNextPage: true, endCursor: null } } } },
    ],
    [
      'pages in a circle',
      { data: { issues: { nodes: [], pageInfo: { hasNextPage: true, endCursor: 'again' } } } },
    ],
  ])('%s is no answer', async (_name, json) => {
    const double = await httpDouble(() => ({ status: 200, json }));
    const tracker = stage.trackerWith({ endpoint: double.url });
    expect((await failure(tracker.issuesByState(['Todo'], signal))).code).toMatch(/bad-answer|refused/);
    expect(double.requests.length).toBeLessThan(4);
  });

  test.each([
    [{ 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': String(inTenMinutes.getTime()) }],
    [
      {
        'x-ratelimit-complexity-remaining': '0',
        'x-ratelimit-complexity-reset': String(inTenMinutes.getTime()),
      },
    ],
    [{ 'retry-after': inTenMinutes.toUTCString() }],
  ])('tells when a rate limit ends: %j', async (headers) => {
    stage.linear.faults.add({ match: {}, action: { status: 400, headers, body: LIMITED } });
    const error = await failure(stage.tracker.issuesByState(['Todo'], signal));
    expect(error.data.resetAt).toBe(inTenMinutes.toISOString());
  });

  test('goes nowhere but to Linear', async () => {
    const elsewhere = await httpDouble(() => ({ status: 200, json: {} }));
    const double = await httpDouble(
      (): DoubleReply => ({ status: 307, headers: { location: elsewhere.url } }),
    );
    const error = await failure(stage.trackerWith({ endpoint: double.url }).issuesByState(['Todo'], signal));
    expect(error.code).toBe('tracker.offline');
    expect(elsewhere.requests).toHaveLength(0);
  });

  test('with nobody there is offline; 33 MiB are too much', async () => {
    const nobody = stage.trackerWith({ endpoint: 'http://127.0.0.1:9/graphql' });
    expect((await failure(nobody.issuesByState(['Todo'], signal))).code).toBe('tracker.offline');
    const double = await httpDouble(() => ({ status: 200, json: 'x'.repeat(33 * 1024 * 1024) }));
    const flooded = stage.trackerWith({ endpoint: double.url });
    expect((await failure(flooded.issuesByState(['Todo'], signal))).code).toBe('tracker.bad-answer');
  });

  test('is cancelled while it waits', async () => {
    stage.linear.faults.add({ match: {}, action: 'hang' });
    const controller = new AbortController();
    const work = failure(stage.tracker.issuesByState(['Todo'], controller.signal));
    setTimeout(() => controller.abort(), anywhere(30));
    expect((await work).code).toBe('run.cancelled');
    expect((await failure(stage.tracker.issuesByState(['Todo'], AbortSignal.abort()))).code).toBe(
      'run.cancelled',
    );
  });
});

// How each is told apart is seen above: these stand for the kinds.
const SOME = FAULTS.filter(([name]) =>
  /^(401|a rate limit|a failure|a refusal|500|bad JSON|a cut)/.test(name),
);

/** Only what waits in vain has a short time limit: a busy machine must not look like a fault. */
const trackerUnder = (action: FaultAction): Tracker =>
  action === 'hang' || action === 'slow-body'
    ? stage.trackerWith({ startLimit: expiring(stage.linear.faults.hits) })
    : stage.tracker;

/** Every write: how it is asked for, its mutation, and what must be so afterwards, once. */
const WRITES: [
  string,
  string,
  (id: string, tracker: Tracker) => Promise<unknown>,
  (identifier: string) => void,
][] = [
  [
    'a transition',
    'MaestroStateUpdate',
    (id, tracker) => tracker.transition(id, 'In Progress', signal),
    (identifier) => expect(stage.linear.issue(identifier).state).toBe('In Progress'),
  ],
  [
    'a comment',
    'MaestroCommentCreate',
    (id, tracker) => tracker.commentOnce(id, 'run-1', 'Text', signal),
    (identifier) => expect(stage.linear.issue(identifier).comments).toHaveLength(1),
  ],
  [
    'a label',
    'MaestroLabelAdd',
    (id, tracker) => tracker.addLabel(id, 'attention', signal),
    (identifier) => expect(stage.linear.issue(identifier).labels).toEqual(['attention']),
  ],
];

describe.each(WRITES)('%s', (_name, mutation, write, holds) => {
  const sent = (): number =>
    stage.linear.exchanges().filter(({ operation }) => operation === mutation).length;
  const fault = (rule: Omit<FaultRule, 'match'>): void =>
    stage.linear.faults.add({ match: { graphql: mutation }, ...rule });

  test.each(['cut', 500, 'slow-body', { status: 200, body: '{"data":' }] as FaultAction[])(
    'done, its answer lost by %j: not sent again',
    async (action) => {
      const { id, identifier } = stage.issue();
      fault({ action, afterEffect: true, times: 1 });
      const before = sent();
      await write(id, trackerUnder(action));
      holds(identifier);
      expect(sent() - before).toBe(1);
    },
  );

  test.each(['cut', 500, 'hang'] as FaultAction[])('not done because of %j: sent again', async (action) => {
    const { id, identifier } = stage.issue();
    fault({ action, times: 1 });
    const before = sent();
    await write(id, trackerUnder(action));
    holds(identifier);
    expect(sent() - before).toBe(2);
  });

  test.each(SOME)('refused for good with %s', async (_fault, action, code) => {
    const { id, identifier } = stage.issue();
    const untouched = stage.linear.issue(identifier);
    // What comes late comes after the write: `slow-body` is a lost answer, not a refusal.
    if (action === 'slow-body') return;
    fault({ action });
    const before = sent();
    expect((await failure(write(id, trackerUnder(action)))).code).toBe(code);
    expect(stage.linear.issue(identifier)).toEqual(untouched);
    expect(sent() - before).toBeLessThan(4);
    stage.linear.faults.clear();
    await write(id, stage.tracker);
    holds(identifier);
  });

  test('unclear, and the look after it fails too: the first fault is told, nothing is sent in the dark', async () => {
    const { id, identifier } = stage.issue();
    fault({
      action: 'cut',
      afterEffect: true,
      before: () => stage.linear.faults.add({ match: {}, action: 500 }),
    });
    const before = sent();
    expect((await failure(write(id, stage.tracker))).code).toBe('tracker.offline');
    expect(sent() - before).toBe(1);
    stage.linear.faults.clear();
    await write(id, stage.tracker);
    holds(identifier);
    expect(sent() - before).toBe(1);
  });
});

test('the key is in no error, even when Linear repeats it', async () => {
  const errors = [
    { message: `Bad ${stage.key}`, extensions: { userPresentableMessage: `Bad ${stage.key}` } },
  ];
  for (const status of [200, 400, 401, 500]) {
    const double = await httpDouble(() => ({ status, json: { errors } }));
    const tracker = stage.trackerWith({ endpoint: double.url });
    expect(inspect(await failure(tracker.issuesByState(['Todo'], signal)), { depth: 20 })).not.toContain(
      stage.key,
    );
    expect(double.requests[0]?.headers.authorization).toBe(stage.key);
  }
});

test('an OAuth token goes behind Bearer', async () => {
  const double = await httpDouble(() => ({ status: 500 }));
  await failure(
    stage.trackerWith({ endpoint: double.url, key: 'lin_oauth_x' }).issuesByState(['Todo'], signal),
  );
  expect(double.requests[0]?.headers.authorization).toBe('Bearer lin_oauth_x');
});
