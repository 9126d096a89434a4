import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { asMaestroError } from '../../../src/platform/errors.ts';
import { type GitHubStage, githubStage, NAMES, SLUG } from './github-support.ts';

// Against the rehearsal's forge: every request and answer is held to GitHub's own descriptions.

let stage: GitHubStage;
const { signal } = new AbortController();

beforeAll(async () => {
  stage = await githubStage();
});
afterAll(() => stage.forge.stop());
beforeEach(() => stage.forge.faults.clear());

const failure = async (work: Promise<unknown>) => asMaestroError(await work.catch((error: unknown) => error));
const numbers = (issues: { url: string }[]): number[] =>
  issues.map(({ url }) => Number(url.split('/').at(-1)));

describe('reading', () => {
  test('an issue with everything that is known of it', async () => {
    const [first, second] = [await stage.issue(['state:in-progress']), await stage.issue([], 'octo/other')];
    const { number, id } = await stage.issue(['state:todo', 'Bug', 'priority:1']);
    await stage.forge.blockIssue(SLUG, number, { slug: SLUG, number: first.number });
    await stage.forge.blockIssue(SLUG, number, { slug: 'octo/other', number: second.number });
    const [issue] = await stage.tracker.issuesById([id], signal);
    expect(issue).toEqual({
      id,
      identifier: `hello-${number}`,
      title: 'An issue',
      description: 'Text',
      state: 'Todo',
      priority: 1,
      labels: ['state:todo', 'bug', 'priority:1'],
      assigneeId: null,
      nativeRef: { repository: SLUG, number, node_id: id },
      dispatchable: true,
      blockers: [
        { id: first.id, identifier: `hello-${first.number}`, state: 'In Progress' },
        { id: second.id, identifier: `other-${second.number}`, state: 'Open' },
      ],
      url: `${stage.forge.url}/${SLUG}/issues/${number}`,
      branchName: null,
      createdAt: expect.stringMatching(/^\d{4}-/),
      updatedAt: expect.stringMatching(/^\d{4}-/),
    });
    expect((await stage.tracker.issuesByState(['todo'], signal)).find((one) => one.id === id)).toEqual(issue);
  });

  test('a closed blocker is in a terminal state', async () => {
    const blocker = await stage.issue([]);
    const { number, id } = await stage.issue();
    await stage.forge.blockIssue(SLUG, number, { slug: SLUG, number: blocker.number });
    await stage.tracker.transition(blocker.id, 'Done', signal);
    expect((await stage.tracker.issuesById([id], signal))[0]?.blockers).toMatchObject([{ state: 'Done' }]);
  });

  test('where GitHub has no dependencies nothing is blocked', async () => {
    const plain = stage.trackerWith({ projectSlug: 'octo/plain' });
    const { id } = await stage.issue(['state:todo'], 'octo/plain');
    expect((await plain.issuesById([id], signal))[0]?.blockers).toEqual([]);
    expect(await plain.issuesByState(['Todo'], signal)).toMatchObject([{ id, blockers: [] }]);
  });

  test('by state: labels in any spelling, without pull requests, closed ones by their reason', async () => {
    const held = await stage.issue(['State:On Hold']);
    const done = await stage.issue(['state:on hold']);
    await stage.tracker.transition(done.id, 'Done', signal);
    const canceled = await stage.issue(['state:on hold']);
    await stage.tracker.transition(canceled.id, 'Canceled', signal);
    expect(numbers(await stage.tracker.issuesByState(['on-hold'], signal))).toEqual([held.number]);
    expect(numbers(await stage.tracker.issuesByState(['Canceled'], signal))).toEqual([canceled.number]);
    const unlabelled = await stage.issue([]);
    const open = await stage.tracker.issuesByState(['Open'], signal);
    expect(numbers(open)).toContain(unlabelled.number);
    expect(open.every(({ state }) => state === 'Open')).toBe(true);
    expect(await stage.tracker.issuesByState(['no such state'], signal)).toEqual([]);
    expect(await stage.tracker.issuesByState([], signal)).toEqual([]);
  });

  test('130 issues are two pages, and two requests again by their ids', async () => {
    await stage.forge.addRepository({ slug: 'octo/large', push: ['maintainer'] });
    await stage.forge.addLabels('octo/large', ['state:review']);
    for (let at = 0; at < 130; at++)
      await stage.forge.openIssue('octo/large', {
        title: `${at}`,
        body: '',
        labels: ['state:review'],
        author: 'stranger',
      });
    const large = stage.trackerWith({ projectSlug: 'octo/large' });
    stage.forge.resetRequests();
    const found = await large.issuesByState(['Review'], signal);
    expect(new Set(found.map(({ id }) => id)).size).toBe(130);
    // The labels, and two pages.
    expect(stage.forge.requests().total).toBe(3);
    stage.forge.resetRequests();
    const ids = found.map(({ id }) => id);
    expect(await large.issuesById(ids, signal)).toHaveLength(130);
    expect(stage.forge.requests().total).toBe(2);
  });

  test('a poll of 500 blocked issues costs a dozen requests', async () => {
    const slug = 'octo/queue';
    await stage.forge.addRepository({ slug, push: ['maintainer'], dependencies: true });
    await stage.forge.addLabels(slug, ['state:todo', 'state:review']);
    const open = async (label: string): Promise<number> => {
      const { number } = await stage.forge.openIssue(slug, {
        title: label,
        body: '',
        labels: [label],
        author: 'stranger',
      });
      return number;
    };
    const [often, once] = [await open('state:review'), await open('state:review')];
    const blocked: number[] = [];
    for (let at = 0; at < 500; at++) blocked.push(await open('state:todo'));
    for (const number of blocked) await stage.forge.blockIssue(slug, number, { slug, number: often });
    await stage.forge.blockIssue(slug, blocked[499] as number, { slug, number: once });
    stage.forge.resetRequests();
    const found = await stage.trackerWith({ projectSlug: slug }).issuesByState(['Todo'], signal);
    expect(found).toHaveLength(500);
    expect(found.map(({ blockers }) => blockers.length)).toEqual([...Array<number>(499).fill(1), 2]);
    expect(found.every(({ blockers }) => blockers.every(({ state }) => state === 'review'))).toBe(true);
    // The labels; six pages of issues, the last of them empty; five hundreds of blocked ones; those two that block them.
    expect(stage.forge.requests().operations).toEqual({
      'GET /repos/{owner}/{repo}/labels': { 200: 1 },
      'GET /repos/{owner}/{repo}/issues': { 200: 6 },
      MaestroBlockers: { 200: 5 },
      MaestroIssuesById: { 200: 1 },
    });
  });

  test('by id: other repositories’ issues, pull requests and what is gone are missing', async () => {
    const [ours, theirs] = [await stage.issue(), await stage.issue([], 'octo/other')];
    const ids = [theirs.id, ours.id, 'I_OTk5OTk5'];
    expect(numbers(await stage.tracker.issuesById(ids, signal))).toEqual([ours.number]);
    for (const work of [
      stage.tracker.transition(theirs.id, 'Done', signal),
      stage.tracker.commentOnce(theirs.id, 'm', 'b', signal),
      stage.tracker.addLabel(theirs.id, 'bug', signal),
    ])
      expect((await failure(work)).code).toBe('tracker.not-found');
  });

  test('of a repository that is not there', async () => {
    const nowhere = stage.trackerWith({ projectSlug: 'octo/nowhere' });
    expect((await failure(nowhere.issuesByState(['Todo'], signal))).code).toBe('tracker.not-found');
  });
});

describe('a transition', () => {
  test.each([
    ['Todo', 'In Progress', ['bug', 'state:in-progress'], 'open', null],
    ['In Progress', 'in review', ['bug', 'state:in-review'], 'open', null],
    ['In Review', 'Done', ['bug'], 'closed', 'completed'],
    ['Todo', 'Canceled', ['bug'], 'closed', 'not_planned'],
    ['Todo', 'Duplicate', ['bug'], 'closed', 'duplicate'],
    ['Todo', 'Open', ['bug'], 'open', null],
    ['Done', 'Todo', ['bug', 'state:todo'], 'open', 'reopened'],
    ['Done', 'Canceled', ['bug'], 'closed', 'not_planned'],
  ] as const)('from %s to %s', async (from, to, labels, state, reason) => {
    const { number, id } = await stage.issue(['bug']);
    await stage.tracker.transition(id, from, signal);
    await stage.tracker.transition(id, to, signal);
    expect(stage.now(number)).toMatchObject({ labels, state, reason });
    stage.forge.resetRequests();
    await stage.tracker.transition(id, to, signal);
    const { operations } = stage.forge.requests();
    expect(Object.keys(operations).filter((name) => !/^GET|^Maestro/.test(name))).toEqual([]);
  });

  test('to a state that no label says is an error that names those there are', async () => {
    const { number, id } = await stage.issue();
    const error = await failure(stage.tracker.transition(id, 'Landing', signal));
    expect(error.code).toBe('tracker.unknown-state');
    expect(error.message).toMatch(/no label "state:landing"; it knows "Open", .*"in-review".*"Done"/);
    expect(stage.now(number).labels).toEqual(['state:todo']);
  });

  test('puts a terminal state’s own label on where there is one', async () => {
    const names = { ...NAMES, terminalStates: ['On Hold', 'Done'] };
    const { number, id } = await stage.issue();
    await stage.trackerWith({ names }).transition(id, 'On Hold', signal);
    expect(stage.now(number)).toMatchObject({ state: 'closed', labels: ['state:on hold'] });
    expect((await stage.trackerWith({ names }).issuesById([id], signal))[0]?.state).toBe('On Hold');
  });

  // Stopped before the first, the second … request that changes something: what is read then, and that the same call ends it.
  test.each([
    ['Todo', 'In Progress', ['Todo', 'In Progress']],
    ['In Progress', 'Todo', ['In Progress', 'In Progress']],
    ['In Review', 'Done', ['In Review', 'Done']],
    ['Done', 'Todo', ['Done', 'Done']],
  ])('from %s to %s, stopped between its requests, is in one of the two', async (from, to, seen) => {
    for (const [at, state] of seen.entries()) {
      const { id } = await stage.issue([]);
      await stage.tracker.transition(id, from, signal);
      const controller = new AbortController();
      stage.forge.faults.add({
        match: { path: /issues\/\d+(\/labels.*)?$/ },
        skip: at,
        before: () => controller.abort(),
        action: 'cut',
      });
      expect((await failure(stage.tracker.transition(id, to, controller.signal))).code).toBe('run.cancelled');
      stage.forge.faults.clear();
      expect((await stage.tracker.issuesById([id], signal))[0]?.state, `before request ${at}`).toBe(state);
      await stage.tracker.transition(id, to, signal);
      expect((await stage.tracker.issuesById([id], signal))[0]?.state).toBe(to);
    }
  });
});

describe('other writes', () => {
  test('a comment once', async () => {
    const { number, id } = await stage.issue();
    expect(await stage.tracker.commentOnce(id, 'run-1', 'Started.', signal)).toBe(true);
    expect(await stage.tracker.commentOnce(id, 'run-1', 'Started.', signal)).toBe(false);
    expect(stage.now(number).comments).toEqual([
      { author: 'maintainer', body: 'Started.\n\n<!-- maestro:run-1 -->' },
    ]);
  });

  test('a label that is there, and none that is not', async () => {
    const { number, id } = await stage.issue([]);
    for (let times = 0; times < 2; times++) await stage.tracker.addLabel(id, 'ATTENTION', signal);
    expect(stage.now(number).labels).toEqual(['attention']);
    expect((await failure(stage.tracker.addLabel(id, 'unheard-of', signal))).code).toBe(
      'tracker.unknown-label',
    );
    expect(stage.now(number).labels).toEqual(['attention']);
  });

  test('need the right to push', async () => {
    const { token } = stage.forge.addUser({ login: 'passer-by' });
    const { number, id } = await stage.issue();
    const error = await failure(stage.trackerWith({ token }).transition(id, 'In Progress', signal));
    expect(error.code).toBe('tracker.forbidden');
    expect(stage.now(number).labels).toEqual(['state:todo']);
  });
});
