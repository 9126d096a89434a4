import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/orchestrator/runs/events.ts';
import { applyRun, NOTHING } from '../../../src/orchestrator/runs/fold.ts';
import type { OpenRun } from '../../../src/orchestrator/runs/store.ts';
import type { Bench } from '../../../src/orchestrator/tools/bench.ts';
import { toolDesk } from '../../../src/orchestrator/tools/desk.ts';
import { TOOLS_OF_AN_ISSUE } from '../../../src/orchestrator/tools/specs.ts';
import { redactor } from '../../../src/platform/redact.ts';
import { type LinearStage, linearStage } from './linear-support.ts';

// Against the rehearsal's Linear: every request, the agent's own too, is held to Linear's whole schema.

let stage: LinearStage;
const { signal } = new AbortController();

beforeAll(async () => {
  stage = await linearStage();
});
afterAll(() => stage.linear.stop());
beforeEach(() => stage.linear.faults.clear());

/** The tools of a run on a new issue; `journal` is what it has journaled. */
function run(id = 'run-20260101-0000000001') {
  const { key, tracker } = stage;
  const issue = stage.issue();
  let state = { ...NOTHING, facts: { ...NOTHING.facts, id, issue: { ...issue, title: '', state: 'Todo' } } };
  state = { ...state, attempt: 1, thread: { id: 't', model: 'gpt-5.5' } };
  const journal: RunEvent[] = [];
  const bench = {
    ctx: {
      mode: { tools: () => TOOLS_OF_AN_ISSUE },
      repository: null,
      home: { orchestrator: '/state' },
      config: { workspaceRoot: '/srv/lanes', repoRoot: '/srv/repo' },
      workflow: {
        tracker: {
          activeStates: ['Todo', 'In Progress'],
          startableStates: ['Todo'],
          terminalStates: ['Done'],
          requiredLabels: [],
          optOutLabel: 'maestro:manual-only',
          needsAttentionLabel: 'maestro:needs-attention',
        },
      },
      tracker,
      redact: redactor([key]),
    },
    lane: { dir: `/srv/lanes/${issue.identifier}` },
    issue,
    clone: null,
    state: () => state,
    signal,
  } as unknown as Bench;
  const append = async (body: RunEvent): Promise<void> => {
    journal.push(body);
    state = applyRun(state, { v: 1, seq: journal.length, at: '2026-01-01T00:00:00.000Z', ...body });
  };
  const desk = toolDesk(bench, { append } as unknown as OpenRun);
  return {
    ...issue,
    journal,
    async call(name: string, input: object): Promise<{ ok: boolean; text: string; json: Told }> {
      const { ok, text } = await desk.call(name, input);
      return { ok, text, json: parsed(text) };
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: whatever Linear answers.
type Told = any;

function parsed(text: string): Told {
  try {
    return JSON.parse(text) as Told;
  } catch {
    return undefined;
  }
}

describe('linear_graphql', () => {
  const READ =
    'query Mine($id: String!) { issue(id: $id) { title comments(first: 5) { nodes { id body } } } }';

  test('a query is answered as it stands, with the key of the host and without any word of it', async () => {
    const { call, id, journal } = run();
    const { ok, text, json } = await call('linear_graphql', { query: READ, variables: { id } });
    expect(ok).toBe(true);
    expect(json).toEqual({ data: { issue: { title: 'An issue', comments: { nodes: [] } } } });
    expect(text).not.toContain(stage.key);
    expect(journal).toMatchObject([{ type: 'tool_called', tool: 'linear_graphql', ok: true, effect: null }]);
  });

  test('errors come back whole and count as a failed call', async () => {
    const { call, journal } = run();
    const gone = { query: READ, variables: { id: 'ENG-9999' } };
    const { ok, json } = await call('linear_graphql', gone);
    expect(ok).toBe(false);
    expect(json.errors[0].extensions).toMatchObject({ type: expect.stringMatching(/./) });
    expect(journal).toMatchObject([{ ok: false, code: 'tool.graphql-errors' }]);
  });

  test('an answer that holds the key holds it no more, whether it is good or bad', async () => {
    const { call, id, journal } = run();
    for (const body of [
      { data: { issue: { title: `Your key is ${stage.key}` } } },
      { errors: [{ message: `No: ${stage.key}` }] },
    ]) {
      stage.linear.faults.clear();
      stage.linear.faults.add({ match: {}, action: { status: 200, body: JSON.stringify(body) } });
      const { text } = await call('linear_graphql', { query: READ, variables: { id } });
      expect(text).toMatch(/Your key is|No:/);
      expect(text).not.toContain(stage.key);
    }
    for (const action of ['cut', 500] as const) {
      stage.linear.faults.clear();
      stage.linear.faults.add({ match: {}, action });
      const { ok, text } = await call('linear_graphql', { query: READ, variables: { id } });
      expect(ok).toBe(false);
      expect(text).not.toContain(stage.key);
    }
    expect(JSON.stringify(journal)).not.toContain(stage.key);
  });

  test.each([
    ['two operations', 'query A { viewer { id } } query B { viewer { id } }', /2 operations/],
    ['none', 'fragment F on Issue { id }', /0 operations/],
    ['a subscription', 'subscription S { issueCreated { id } }', /subscription/],
    ['no GraphQL', 'SELECT * FROM issues', /no GraphQL/],
    ['more than anybody writes', `{ ${'a '.repeat(6_000)} }`, /no GraphQL/],
    ['words without end', 'x'.repeat(40_000), /query/],
  ])('%s is refused before anything is asked', async (_name, query, words) => {
    const { call } = run();
    const before = stage.linear.exchanges().length;
    const { ok, json } = await call('linear_graphql', { query });
    expect(ok).toBe(false);
    expect(json.error).toMatchObject({ code: 'tool.bad-input', message: expect.stringMatching(words) });
    expect(stage.linear.exchanges()).toHaveLength(before);
  });

  test('variables without end are refused, an answer without end is cut and says so', async () => {
    const { call, id, identifier } = run();
    const variables = { id, more: 'x'.repeat(70_000) };
    expect((await call('linear_graphql', { query: READ, variables })).json.error.code).toBe('tool.bad-input');
    for (let at = 0; at < 4; at++)
      stage.linear.comment(identifier, { author: 'Ann', body: `${at}`.repeat(30_000) });
    const { ok, text } = await call('linear_graphql', { query: READ, variables: { id } });
    expect(ok).toBe(true);
    expect(text).toMatch(/… \[\d+ more characters were cut: ask for less\]$/);
    expect(text.length).toBeLessThan(66_000);
  });

  const WRITE =
    'mutation Say($issueId: String!, $body: String!) { commentCreate(input: { issueId: $issueId, body: $body }) { success } }';

  test('a mutation is a write: no places of the machine in it, none once somebody else has decided', async () => {
    const { call, id, identifier } = run();
    const say = (body: string) => call('linear_graphql', { query: WRITE, variables: { issueId: id, body } });
    expect((await say(`I am in\n/srv/lanes/${identifier}`)).json.error.code).toBe('tool.host-path');
    const inline = `mutation { commentCreate(input: { issueId: "${id}", body: "box:/srv/lanes/${identifier}@abc" }) { success } }`;
    expect((await call('linear_graphql', { query: inline })).json.error.code).toBe('tool.host-path');
    expect(await say(`My key is ${stage.key}`)).toMatchObject({ ok: true });
    expect(stage.linear.issue(identifier).comments.map(({ body }) => body)).toEqual([
      expect.not.stringContaining(stage.key),
    ]);
    stage.linear.setState(identifier, 'Canceled');
    expect((await say('Too late.')).json.error.code).toBe('run.decided');
    expect(stage.linear.issue(identifier).comments).toHaveLength(1);
    // Reading does no harm.
    expect((await call('linear_graphql', { query: READ, variables: { id } })).ok).toBe(true);
  });

  test('a state that the run itself has chosen is no decision of somebody else’s', async () => {
    const { call, id, identifier, journal } = run();
    const states = await call('linear_graphql', {
      query: 'query($id: String!) { issue(id: $id) { team { states { nodes { id name } } } } }',
      variables: { id },
    });
    const { nodes } = states.json.data.issue.team.states;
    const stateId = nodes.find(({ name }: { name: string }) => name === 'In Review').id;
    const moved = await call('linear_graphql', {
      query:
        'mutation($id: String!, $stateId: String!) { issueUpdate(id: $id, input: { stateId: $stateId }) { success } }',
      variables: { id, stateId },
    });
    expect(moved.ok).toBe(true);
    expect(journal.at(-1)).toMatchObject({ effect: { kind: 'transition', state: 'In Review' } });
    expect((await call('issue_comment', { issue_id: identifier, body: 'Ready.' })).ok).toBe(true);
    expect(stage.linear.issue(identifier)).toMatchObject({ state: 'In Review' });
  });
});

describe('issue_comment_update', () => {
  test('a comment is made once and brought up to date, by the id that was told or by Linear’s', async () => {
    const { call, identifier, id } = run();
    const made = await call('issue_comment', { issue_id: identifier, body: '## Workpad\n- [ ] plan' });
    const { comment_id } = made.json;
    const update = (body: string, one: string = comment_id) =>
      call('issue_comment_update', { issue_id: identifier, comment_id: one, body });
    expect((await update('## Workpad\n- [x] plan')).ok).toBe(true);
    const read = await call('linear_graphql', {
      query: 'query($id: String!) { issue(id: $id) { comments { nodes { id body } } } }',
      variables: { id },
    });
    const [own] = read.json.data.issue.comments.nodes;
    expect((await update('## Workpad\nDone.', own.id)).ok).toBe(true);
    expect((await update('## Workpad\nDone.')).ok).toBe(true);
    const { comments } = stage.linear.issue(identifier);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toMatch(/^## Workpad\nDone\.\n\n`maestro:run-[^`]*:1:agent:[0-9a-f]{16}`$/);
    const requests = stage.linear.requests().MaestroCommentUpdate;
    expect((await update('I am at /srv/lanes/here')).json.error.code).toBe('tool.host-path');
    stage.linear.setState(identifier, 'Done');
    expect((await update('Too late.')).json.error.code).toBe('run.decided');
    expect(stage.linear.requests().MaestroCommentUpdate).toBe(requests);
  });

  test('nobody else’s: a person’s, Maestro’s own, another issue’s, another account’s', async () => {
    const { call, identifier, id } = run();
    const other = run();
    const theirs = await other.call('issue_comment', { issue_id: other.identifier, body: 'Mine.' });
    await stage.tracker.commentOnce(id, 'run-20260101-0000000001:1:completion', 'Handed off.', signal);
    stage.linear.comment(identifier, { author: 'Ann', body: 'By hand.' });
    const { name } = stage.linear.addUser({ name: 'Mallory' });
    const forged = '`maestro:run-20260101-0000000001:1:agent:0123456789abcdef`';
    stage.linear.comment(identifier, { author: name, body: `Look.\n\n${forged}` });
    const read = await call('linear_graphql', {
      query: 'query($id: String!) { issue(id: $id) { comments { nodes { id } } } }',
      variables: { id },
    });
    const before = stage.linear.issue(identifier).comments;
    const ids = read.json.data.issue.comments.nodes.map((one: { id: string }) => one.id);
    expect(ids).toHaveLength(3);
    for (const comment_id of [...ids, theirs.json.comment_id, '1:0123456789abcdef', 'nonsense'])
      expect(
        (await call('issue_comment_update', { issue_id: identifier, comment_id, body: 'Changed.' })).json
          .error.code,
      ).toBe('tracker.not-found');
    expect(stage.linear.issue(identifier).comments).toEqual(before);
  });

  test.each([500, 'cut'] as const)(
    'an answer that is lost (%s) is looked at, and nothing is lost',
    async (action) => {
      const { call, identifier } = run();
      const { comment_id } = (await call('issue_comment', { issue_id: identifier, body: 'One.' })).json;
      stage.linear.faults.add({ match: { graphql: 'MaestroCommentUpdate' }, times: 1, action });
      const update = { issue_id: identifier, comment_id, body: 'Two.' };
      expect((await call('issue_comment_update', update)).ok).toBe(true);
      expect(stage.linear.issue(identifier).comments).toMatchObject([
        { body: expect.stringMatching(/^Two\./) },
      ]);
    },
  );
});

describe('issue_create', () => {
  test('an issue in the same project, in the backlog, that says by whom it is; once for one title', async () => {
    const { call, identifier, journal } = run();
    const wanted = { title: 'Tidy up', description: 'The parser is too long.' };
    const { ok, json } = await call('issue_create', wanted);
    expect(ok).toBe(true);
    expect((await call('issue_create', { ...wanted, description: 'Again.' })).json).toEqual(json);
    const made = stage.linear.issue(json.identifier);
    expect(made).toMatchObject({ title: 'Tidy up', state: 'Backlog' });
    const [issue] = await stage.tracker.issuesById([made.id], signal);
    expect(issue?.description).toMatch(
      new RegExp(
        `^The parser is too long\\.\\n\\n_Made by an AI agent, Codex \\(gpt-5\\.5\\).* ${identifier} `,
      ),
    );
    expect(journal).toMatchObject([{ ok: true, effect: { kind: 'issue' } }, { ok: true }]);
  });

  test('five in a run, also when an answer is lost, and none for an issue that is decided', async () => {
    const { call, identifier } = run('run-20260101-0000000002');
    const make = (title: string) => call('issue_create', { title, description: 'Text' });
    stage.linear.faults.add({ match: { graphql: 'MaestroIssueCreate' }, times: 1, action: 'cut' });
    const before = stage.linear.issues().length;
    for (let at = 1; at <= 5; at++) expect((await make(`Number ${at}`)).ok).toBe(true);
    expect((await make('Number 6')).json.error.code).toBe('tool.too-many-issues');
    expect((await make('Number 3')).ok).toBe(true);
    expect(stage.linear.issues()).toHaveLength(before + 5);
    stage.linear.setState(identifier, 'Done');
    expect((await make('Number 1')).json.error.code).toBe('run.decided');
  });

  test('none where it would be begun at once', async () => {
    stage.linear.addTeam({
      key: 'ALL',
      name: 'All',
      states: [
        ['Todo', 'backlog'],
        ['Done', 'completed'],
      ],
    });
    const { id } = stage.linear.addIssue({ team: 'ALL', project: stage.slugId, title: 'x', state: 'Todo' });
    const input = { title: 'y', description: 'z', marker: 'm', notIn: ['todo'] };
    await expect(stage.tracker.createIssue?.(id, input, signal)).rejects.toMatchObject({
      code: 'tracker.unknown-state',
    });
  });
});
