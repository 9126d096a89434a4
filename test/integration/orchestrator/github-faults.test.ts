import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Tracker } from '../../../src/orchestrator/trackers/tracker.ts';
import { asMaestroError } from '../../../src/platform/errors.ts';
import type { FaultAction, FaultMatch, FaultRule } from '../../../src/rehearsal/forge/http/faults.ts';
import { expiring } from '../../support/expiring.ts';
import { type GitHubStage, githubStage } from './github-support.ts';

// The same faults as of Linear, through the forge: named, nothing written twice, and so in the end.

let stage: GitHubStage;
const { signal } = new AbortController();
const failure = async (work: Promise<unknown>) => asMaestroError(await work.catch((error: unknown) => error));

beforeAll(async () => {
  stage = await githubStage();
});
afterAll(() => stage.forge.stop());
afterEach(() => stage.forge.faults.clear());

/** What happens, the code it must have, and how often a read is sent. */
const FAULTS: [string, FaultAction, string, number][] = [
  ['401', 401, 'tracker.unauthorized', 1],
  ['403', 403, 'tracker.forbidden', 1],
  ['404', 404, 'tracker.not-found', 1],
  ['422', 422, 'tracker.refused', 1],
  ['429 with retry-after', { status: 429, headers: { 'retry-after': '7' } }, 'tracker.rate-limited', 1],
  ['a secondary limit', { status: 403, headers: { 'retry-after': '7' } }, 'tracker.rate-limited', 1],
  ['500', 500, 'tracker.unavailable', 3],
  ['502 of a proxy', { status: 502, body: '<html>Bad gateway</html>' }, 'tracker.unavailable', 3],
  ['bad JSON', { status: 200, body: '[{' }, 'tracker.bad-answer', 1],
  ['another shape', { status: 200, body: '{}' }, 'tracker.bad-answer', 1],
  ['no answer', 'hang', 'tracker.timeout', 1],
  ['half an answer', 'slow-body', 'tracker.timeout', 1],
  ['a cut connection', 'cut', 'tracker.offline', 3],
];

// How each is told apart is seen above: these stand for the kinds.
const SOME = FAULTS.filter(([name]) => /^(401|429|500|bad JSON|a cut)/.test(name));

describe('a read', () => {
  test.each(FAULTS)('%s', async (_name, action, code, count) => {
    stage.forge.faults.add({ match: { path: /\/issues\?/ }, action });
    const before = stage.forge.faults.hits();
    const error = await failure(trackerUnder(action).issuesByState(['Todo'], signal));
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(/^Could not read the open issues of octo/),
    });
    expect(error.remedy).toBeTruthy();
    expect(inspect(error, { depth: 20 })).not.toContain(stage.token);
    expect(stage.forge.faults.hits() - before).toBe(count);
    if (code === 'tracker.rate-limited')
      expect(Date.parse(String(error.data.resetAt))).toBeGreaterThan(Date.now());
  });

  test.each(SOME)('by id: %s', async (_name, action, code) => {
    const { id } = await stage.issue();
    stage.forge.faults.add({ match: { graphql: 'MaestroIssuesById' }, action });
    expect((await failure(trackerUnder(action).issuesById([id], signal))).code).toBe(code);
  });

  test('is no answer when a part of it failed', async () => {
    const { id } = await stage.issue();
    const body = JSON.stringify({ data: { nodes: [null] }, errors: [{ message: 'Something went wrong' }] });
    stage.forge.faults.add({ match: { graphql: 'MaestroIssuesById' }, action: { status: 200, body } });
    expect((await failure(stage.tracker.issuesById([id], signal))).code).toBe('tracker.unavailable');
  });

  test('fails when what blocks an issue cannot be read', async () => {
    const { number, id } = await stage.issue();
    await stage.forge.blockIssue('octo/hello', number, { slug: 'octo/hello', number: 1 });
    const asked = { match: { graphql: 'MaestroBlockers' } };
    stage.forge.faults.add({ ...asked, action: 500 });
    expect((await failure(stage.tracker.issuesById([id], signal))).code).toBe('tracker.unavailable');
    stage.forge.faults.clear();
    const body = JSON.stringify({ data: { nodes: [null] }, errors: [{ message: 'Something went wrong' }] });
    stage.forge.faults.add({ ...asked, action: { status: 200, body } });
    expect((await failure(stage.tracker.issuesById([id], signal))).code).toBe('tracker.unavailable');
  });

  test('asks one by one where GraphQL knows of no dependencies, and an older GitHub has none at all', async () => {
    const { number, id } = await stage.issue();
    await stage.forge.blockIssue('octo/hello', number, { slug: 'octo/hello', number: 1 });
    const message = "Field 'blockedBy' doesn't exist on type 'Issue'";
    const body = JSON.stringify({ errors: [{ path: ['query', 'nodes', 'blockedBy'], message }] });
    const unknown = { match: { graphql: 'MaestroBlockers' }, action: { status: 200, body } };
    stage.forge.faults.add(unknown);
    expect(await stage.tracker.issuesById([id], signal)).toMatchObject([
      { blockers: [{ identifier: 'hello-1' }] },
    ]);
    stage.forge.faults.add({ match: { path: /blocked_by/ }, action: 500 });
    expect((await failure(stage.tracker.issuesById([id], signal))).code).toBe('tracker.unavailable');
    stage.forge.faults.clear();
    stage.forge.faults.add(unknown);
    stage.forge.faults.add({ match: { path: /blocked_by/ }, action: 410 });
    expect(await stage.tracker.issuesById([id], signal)).toMatchObject([{ blockers: [] }]);
  });
});

/** Only what waits in vain has a short time limit: a busy machine must not look like a fault. */
const trackerUnder = (action: FaultAction): Tracker =>
  action === 'hang' || action === 'slow-body'
    ? stage.trackerWith({ startLimit: expiring(stage.forge.faults.hits) })
    : stage.tracker;

/** Every write: how it is asked for, its requests, and what must be so afterwards. */
const WRITES: [
  string,
  FaultMatch,
  (id: string, tracker: Tracker) => Promise<unknown>,
  (number: number) => void,
][] = [
  [
    'the new label of a transition',
    { method: 'POST', path: /\/labels$/ },
    (id, tracker) => tracker.transition(id, 'In Progress', signal),
    (number) => expect(stage.now(number).labels).toEqual(['state:in-progress']),
  ],
  [
    'the old label of a transition',
    { method: 'DELETE', path: /\/labels\// },
    (id, tracker) => tracker.transition(id, 'In Progress', signal),
    (number) => expect(stage.now(number).labels).toEqual(['state:in-progress']),
  ],
  [
    'closing',
    { method: 'PATCH', path: /\/issues\/\d+$/ },
    (id, tracker) => tracker.transition(id, 'Canceled', signal),
    (number) =>
      expect(stage.now(number)).toMatchObject({ state: 'closed', reason: 'not_planned', labels: [] }),
  ],
  [
    'a comment',
    { method: 'POST', path: /\/comments$/ },
    (id, tracker) => tracker.commentOnce(id, 'run-1', 'Text', signal),
    (number) => expect(stage.now(number).comments).toHaveLength(1),
  ],
  [
    'a label',
    { method: 'POST', path: /\/labels$/ },
    (id, tracker) => tracker.addLabel(id, 'attention', signal),
    (number) => expect(stage.now(number).labels).toEqual(['state:todo', 'attention']),
  ],
];

describe.each(WRITES)('%s', (_name, match, write, holds) => {
  const sent = (): number =>
    stage.forge
      .exchanges()
      .filter(({ method, target }) => method === match.method && match.path?.test(target)).length;
  const fault = (rule: Omit<FaultRule, 'match'>): void => stage.forge.faults.add({ match, ...rule });

  test.each(['cut', 502, 'slow-body', { status: 200, body: '[{' }] as FaultAction[])(
    'done, its answer lost by %j: not sent again',
    async (action) => {
      const { number, id } = await stage.issue();
      fault({ action, afterEffect: true, times: 1 });
      const before = sent();
      await write(id, trackerUnder(action));
      holds(number);
      expect(sent() - before).toBe(1);
    },
  );

  test.each(['cut', 502, 'hang'] as FaultAction[])('not done because of %j: sent again', async (action) => {
    const { number, id } = await stage.issue();
    fault({ action, times: 1 });
    const before = sent();
    await write(id, trackerUnder(action));
    holds(number);
    expect(sent() - before).toBe(2);
  });

  test.each(SOME)('refused for good with %s', async (_fault, action, code) => {
    const { number, id } = await stage.issue();
    fault({ action });
    const before = sent();
    expect((await failure(write(id, trackerUnder(action)))).code).toBe(code);
    expect(sent() - before).toBeLessThan(4);
    stage.forge.faults.clear();
    await write(id, stage.tracker);
    holds(number);
  });
});
