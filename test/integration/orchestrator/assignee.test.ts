import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type GitHubStage, githubStage, SLUG } from './github-support.ts';
import { type LinearStage, linearStage } from './linear-support.ts';

const { signal } = new AbortController();

describe('Linear', () => {
  let stage: LinearStage;
  beforeAll(async () => {
    stage = await linearStage();
  });
  afterAll(() => stage.linear.stop());

  test('only issues of the assignee are to be started: by id, and by whose key it is', async () => {
    const other = stage.linear.addUser({ name: 'Bob' });
    const mine = stage.linear.addUser({ name: 'Cem' });
    stage.issue({ assignee: other.id });
    stage.issue({ assignee: mine.id });
    stage.issue();
    const dispatchable = async (assignee: string | null, key = stage.key): Promise<boolean[]> => {
      const tracker = stage.trackerWith({ assignee, key });
      const issues = await tracker.issuesByState(['Todo'], signal);
      const again = await tracker.issuesById(
        issues.map(({ id }) => id),
        signal,
      );
      const sorted = (list: typeof issues): boolean[] =>
        [...list].sort((a, b) => (a.identifier < b.identifier ? -1 : 1)).map((one) => one.dispatchable);
      expect(sorted(again)).toEqual(sorted(issues));
      return sorted(issues);
    };
    expect(await dispatchable(null)).toEqual([true, true, true]);
    expect(await dispatchable(mine.id)).toEqual([false, true, false]);
    expect(await dispatchable('me', mine.key)).toEqual([false, true, false]);
    expect(await dispatchable('me', other.key)).toEqual([true, false, false]);
    expect(await dispatchable('nobody')).toEqual([false, false, false]);
    const [issue] = await stage.tracker.issuesByState(['Todo'], signal);
    expect(issue).toMatchObject({ assigneeId: null, nativeRef: { issue_id: issue?.id } });
  });

  test('a record that is no whole issue hides no other: it is named, and by its id it is an error', async () => {
    const states = ['In Progress'];
    const [good, bad] = [stage.issue({ state: 'In Progress' }), stage.issue({ state: 'In Progress' })];
    const told: string[] = [];
    const tracker = stage.trackerWith({
      log: { warn: (line) => told.push(line) },
      fetch: async (input, init) => {
        const answer = (await (await fetch(input, init)).json()) as {
          data: { issues?: { nodes: Record<string, unknown>[] } };
        };
        for (const node of answer.data.issues?.nodes ?? []) {
          if (node.id === bad.id) node.title = null;
          else Object.assign(node, { createdAt: 7, description: [] });
        }
        return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
      },
    });
    const issues = await tracker.issuesByState(states, signal);
    expect(issues).toMatchObject([{ id: good.id, createdAt: '', description: '' }]);
    expect(told).toEqual([
      expect.stringMatching(new RegExp(`${bad.identifier} has an unknown shape \\(title\\)`)),
    ]);
    await expect(tracker.issuesById([bad.id], signal)).rejects.toMatchObject({ code: 'tracker.bad-answer' });
  });
});

describe('GitHub', () => {
  let stage: GitHubStage;
  beforeAll(async () => {
    stage = await githubStage();
  });
  afterAll(() => stage.forge.stop());

  test('only issues of the assignee are to be started: by login, by node id, and by whose token it is', async () => {
    for (const assignees of [['stranger'], ['stranger', 'maintainer'], []])
      await stage.forge.openIssue(SLUG, {
        title: 'One',
        body: '',
        labels: ['state:todo', 'bug'],
        author: 'stranger',
        assignees,
      });
    const read = async (assignee: string | null) => {
      const tracker = stage.trackerWith({ assignee });
      const issues = await tracker.issuesByState(['Todo'], signal);
      const again = await tracker.issuesById(
        issues.map(({ id }) => id),
        signal,
      );
      expect(again.map((one) => one.dispatchable)).toEqual(issues.map((one) => one.dispatchable));
      return issues;
    };
    const dispatchable = async (assignee: string | null): Promise<boolean[]> =>
      (await read(assignee)).map((one) => one.dispatchable);
    expect(await dispatchable(null)).toEqual([true, true, true]);
    expect(await dispatchable('Maintainer')).toEqual([false, true, false]);
    expect(await dispatchable('me')).toEqual([false, true, false]);
    expect(await dispatchable('nobody')).toEqual([false, false, false]);
    const [first] = await read(null);
    expect(first).toMatchObject({
      assigneeId: 'stranger',
      labels: ['state:todo', 'bug'],
      nativeRef: { repository: SLUG, number: 1 },
    });
  });

  test('a record that is no whole issue hides no other, and is named', async () => {
    const told: string[] = [];
    const tracker = stage.trackerWith({ log: { warn: (line) => told.push(line) } });
    const url = `${stage.forge.apiUrl}/repos/${SLUG}/issues?state=open&labels=state:todo`;
    const all = (await (
      await fetch(url, { headers: { authorization: `token ${stage.token}` } })
    ).json()) as object[];
    stage.forge.faults.add({
      match: { path: /\/issues\?/ },
      action: {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ number: 77, title: [] }, ...all]),
      },
    });
    const issues = await tracker.issuesByState(['Todo'], signal);
    expect(issues).toHaveLength(all.length);
    expect(told).toEqual([
      expect.stringMatching(/octo\/hello is passed over: issue 77 has an unknown shape/),
    ]);
  });
});
