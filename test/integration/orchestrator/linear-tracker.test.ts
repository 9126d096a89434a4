import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asMaestroError } from '../../../src/platform/errors.ts';
import { type LinearStage, linearStage } from './linear-support.ts';

// Against the rehearsal's Linear: every request and answer is held to Linear's own schema.

let stage: LinearStage;
const { signal } = new AbortController();

beforeAll(async () => {
  stage = await linearStage();
  stage.linear.addTeam({ key: 'SUB', name: 'A part of it', parent: 'ENG' });
  for (const name of ['bug', 'maestro:needs-attention']) stage.linear.addLabel(name, null);
  stage.linear.addLabel('Team only', 'ENG');
  stage.linear.addLabel('A group', 'ENG', { isGroup: true });
});
afterAll(() => stage.linear.stop());

const failure = async (work: Promise<unknown>) => asMaestroError(await work.catch((error: unknown) => error));

describe('reading', () => {
  test('an issue with everything that is known of it', async () => {
    const blocker = stage.issue({ title: 'First', state: 'In Progress' });
    const { id, identifier, url } = stage.issue({
      title: 'Second',
      description: 'Text',
      state: 'Todo',
      priority: 2,
      labels: ['bug', 'Team only'],
      createdAt: '2026-01-02T03:04:05.000Z',
    });
    stage.linear.block(blocker.identifier, identifier);
    const [issue] = await stage.tracker.issuesById([id], signal);
    expect(issue).toEqual({
      id,
      identifier,
      title: 'Second',
      description: 'Text',
      state: 'Todo',
      priority: 2,
      labels: ['bug', 'team only'],
      assigneeId: null,
      nativeRef: { issue_id: id },
      dispatchable: true,
      blockers: [{ id: blocker.id, identifier: blocker.identifier, state: 'In Progress' }],
      url,
      branchName: `${identifier.toLowerCase()}-second`,
      createdAt: '2026-01-02T03:04:05.000Z',
      updatedAt: '2026-01-02T03:04:05.000Z',
    });
    // Who blocks is not blocked by it.
    expect((await stage.tracker.issuesById([blocker.id], signal))[0]?.blockers).toEqual([]);
  });

  test('by state: names in any case, this project only, archived ones never', async () => {
    const other = stage.linear.addProject('Another');
    const here = stage.issue({ state: 'Backlog' });
    stage.issue({ state: 'Backlog', project: other.slugId });
    stage.linear.archive(stage.issue({ state: 'Backlog' }).identifier);
    stage.issue({ state: 'Canceled' });
    const found = await stage.tracker.issuesByState(['bACKLOG', 'no such state'], signal);
    expect(found.map(({ id }) => id)).toEqual([here.id]);
    expect(await stage.tracker.issuesByState([], signal)).toEqual([]);
  });

  test('120 issues, 23 labels and 14 blockers: every page of each', async () => {
    const { slugId } = stage.linear.addProject('Large');
    const tracker = stage.trackerWith({ projectSlug: `large-${slugId}` });
    for (let at = 0; at < 23; at++) stage.linear.addLabel(`label ${at}`, null);
    const issues = Array.from({ length: 120 }, () => stage.issue({ project: slugId, state: 'Done' }));
    const last = issues[0] as { id: string; identifier: string };
    for (let at = 0; at < 23; at++) stage.linear.label(last.identifier, `label ${at}`);
    for (const one of issues.slice(1, 15)) stage.linear.block(one.identifier, last.identifier);
    const before = stage.linear.requests();
    const found = await tracker.issuesByState(['Done'], signal);
    const after = stage.linear.requests();
    expect(found).toHaveLength(120);
    expect((after.MaestroIssues ?? 0) - (before.MaestroIssues ?? 0)).toBe(3);
    const whole = found.find(({ id }) => id === last.id);
    expect(whole?.labels).toHaveLength(23);
    expect(whole?.blockers).toHaveLength(14);
    const again = await tracker.issuesById(
      issues.map(({ id }) => id),
      signal,
    );
    expect(new Set(again.map(({ id }) => id)).size).toBe(120);
  });

  test('by id: what is gone or has left the project is missing', async () => {
    const [stays, moved, archived] = [stage.issue(), stage.issue(), stage.issue()];
    stage.linear.moveToProject(moved.identifier, null);
    stage.linear.archive(archived.identifier);
    const ids = [stays.id, moved.id, archived.id, '00000000-0000-4000-8000-000000000000'];
    expect((await stage.tracker.issuesById(ids, signal)).map(({ id }) => id)).toEqual([stays.id]);
  });

  test('a project that is not there is said, and asked for once when it is', async () => {
    const wrong = stage.trackerWith({ projectSlug: 'nowhere' });
    expect(await failure(wrong.issuesByState(['Todo'], signal))).toMatchObject({
      code: 'tracker.not-found',
      message: expect.stringContaining('"nowhere"'),
    });
    const { slugId } = stage.linear.addProject('Empty');
    const empty = stage.trackerWith({ projectSlug: slugId });
    const before = stage.linear.requests().MaestroProject ?? 0;
    for (let times = 0; times < 3; times++) expect(await empty.issuesByState(['Todo'], signal)).toEqual([]);
    expect(stage.linear.requests().MaestroProject).toBe(before + 1);
  });

  test('a large page is far below what Linear lets a single query cost', async () => {
    await stage.tracker.issuesByState(['Todo'], signal);
    const cost = await fetch(stage.linear.endpoint, {
      method: 'POST',
      headers: { authorization: stage.key, 'content-type': 'application/json' },
      body: JSON.stringify(stage.linear.exchanges().at(-1)?.requestBody),
    });
    expect(Number(cost.headers.get('x-complexity'))).toBeGreaterThan(1_000);
    expect(Number(cost.headers.get('x-complexity'))).toBeLessThan(5_000);
  });
});

describe('writing', () => {
  test('a transition by name, and none when it is there already', async () => {
    const { id, identifier } = stage.issue();
    await stage.tracker.transition(id, 'in review', signal);
    expect(stage.linear.issue(identifier).state).toBe('In Review');
    const before = stage.linear.requests().MaestroStateUpdate;
    await stage.tracker.transition(id, 'In Review', signal);
    expect(stage.linear.requests().MaestroStateUpdate).toBe(before);
  });

  test('a state that the team lacks is an error that names those it has', async () => {
    const error = await failure(stage.tracker.transition(stage.issue().id, 'Landed', signal));
    expect(error).toMatchObject({
      code: 'tracker.unknown-state',
      remedy: expect.stringContaining('workflow'),
    });
    expect(error.message).toContain('"In Review", "Done"');
  });

  test('a comment once, by its id and by its marker', async () => {
    const { id, identifier } = stage.issue();
    expect(await stage.tracker.commentOnce(id, 'run-1:start', 'Started.', signal)).toBe(true);
    expect(await stage.tracker.commentOnce(id, 'run-1:start', 'Started, again.', signal)).toBe(false);
    expect(await stage.tracker.commentOnce(id, 'run-2:start', 'Started.', signal)).toBe(true);
    const copied = stage.issue();
    stage.linear.comment(copied.identifier, { author: 'Ann', body: 'By hand.\n\n`maestro:run-1:start`' });
    expect(await stage.tracker.commentOnce(copied.id, 'run-1:start', 'Started.', signal)).toBe(false);
    expect(stage.linear.issue(identifier).comments).toEqual([
      { author: 'Ann', body: 'Started.\n\n`maestro:run-1:start`' },
      { author: 'Ann', body: 'Started.\n\n`maestro:run-2:start`' },
    ]);
  });

  test('a comment is found behind 120 others', async () => {
    const { id, identifier } = stage.issue();
    await stage.tracker.commentOnce(id, 'first', 'Text', signal);
    for (let at = 0; at < 120; at++) stage.linear.comment(identifier, { author: 'Ann', body: `${at}` });
    expect(await stage.tracker.commentOnce(id, 'first', 'Text', signal)).toBe(false);
    expect(stage.linear.issue(identifier).comments).toHaveLength(121);
  });

  test.each([
    ['of the workspace', 'ENG', 'MAESTRO:needs-attention'],
    ['of the team', 'ENG', 'team only'],
    ['of the team above', 'SUB', 'Team only'],
  ])('a label %s', async (_name, team, label) => {
    const { id, identifier } = stage.issue({ team });
    for (let times = 0; times < 2; times++) await stage.tracker.addLabel(id, label, signal);
    expect(stage.linear.issue(identifier).labels.map((name) => name.toLowerCase())).toEqual([
      label.toLowerCase(),
    ]);
  });

  test.each(['no such label', 'A group'])('no label %s', async (label) => {
    expect((await failure(stage.tracker.addLabel(stage.issue().id, label, signal))).code).toBe(
      'tracker.unknown-label',
    );
  });

  test('the label of another team is none of ours', async () => {
    stage.linear.addTeam({ key: 'OPS', name: 'Others' });
    stage.linear.addLabel('theirs', 'OPS');
    expect((await failure(stage.tracker.addLabel(stage.issue().id, 'theirs', signal))).code).toBe(
      'tracker.unknown-label',
    );
  });

  test('an issue that is not there', async () => {
    const nowhere = '00000000-0000-4000-8000-000000000000';
    for (const work of [
      stage.tracker.transition(nowhere, 'Done', signal),
      stage.tracker.commentOnce(nowhere, 'm', 'b', signal),
      stage.tracker.addLabel(nowhere, 'bug', signal),
    ])
      expect((await failure(work)).code).toBe('tracker.not-found');
  });
});

describe('keys', () => {
  test('one that nobody has, and one that may only read', async () => {
    const wrong = stage.trackerWith({ key: 'lin_api_nobodys' });
    expect((await failure(wrong.issuesByState(['Todo'], signal))).code).toBe('tracker.unauthorized');
    const { key } = stage.linear.addUser({ name: 'Reader', canWrite: false });
    const { id, identifier } = stage.issue();
    const reader = stage.trackerWith({ key });
    expect(await reader.issuesById([id], signal)).toHaveLength(1);
    expect((await failure(reader.transition(id, 'Done', signal))).code).toBe('tracker.forbidden');
    expect(stage.linear.issue(identifier).state).toBe('Todo');
  });

  test('a used-up allowance is told with its end', async () => {
    const { key, name } = stage.linear.addUser({ name: 'Busy' });
    stage.linear.setRemaining(name, 0);
    const before = Date.now();
    const error = await failure(stage.trackerWith({ key }).issuesByState(['Todo'], signal));
    expect(error.code).toBe('tracker.rate-limited');
    // An hour after the answer, to the second; that came in between.
    const answered = Date.parse(String(error.data.resetAt)) - 3_600_000;
    expect(answered).toBeGreaterThan(before - 1_000);
    expect(answered).toBeLessThan(Date.now() + 1_000);
  });
});
