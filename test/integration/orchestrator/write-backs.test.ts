import { expect, test } from 'vitest';
import { guardsOf } from '../../../src/orchestrator/lane/guards.ts';
import type { RunEvent } from '../../../src/orchestrator/runs/events.ts';
import { statusOf } from '../../../src/orchestrator/status.ts';
import { begunRun, OWES_FAILURE, OWES_SUCCESS } from '../../support/begun-run.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { type OrchestratorStage, orchestratorStage } from '../../support/orchestrator.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { WRITE_FAULTS } from '../../support/tracker-faults.ts';

// What a run owes its tracker when its work is over, through passes of `run --once` over a journal that stands right before
// it. No agent is needed for it: everything else is real.

const LABEL = 'maestro:needs-attention';
const [COMMENT, STATE, ADD] = ['MaestroCommentCreate', 'MaestroStateUpdate', 'MaestroLabelAdd'];

const ENDS: Record<string, { owed: readonly RunEvent[]; steps: string[]; closed: object; issue: object }> = {
  'a hand-off': {
    owed: OWES_SUCCESS,
    steps: [COMMENT, STATE],
    closed: { how: 'succeeded', reason: 'handed off to reviewers' },
    issue: { state: 'In Review', labels: [], comments: ['finished_at'] },
  },
  'a call for a person': {
    owed: OWES_FAILURE,
    steps: [ADD, COMMENT, STATE],
    closed: { how: 'needs_attention', reason: 'validation.failed' },
    issue: { state: 'Todo', labels: [LABEL], comments: ['failed_at'] },
  },
};

const stage = (more: Partial<Parameters<typeof orchestratorStage>[0]> = {}) =>
  orchestratorStage({ reply: () => ({ say: 'I am never asked.' }), clock: fastClock(), ...more });

/** The issue as people see it, each comment by the field that tells its kind. */
function seen(there: OrchestratorStage, identifier: string): object {
  const { state, labels, comments } = there.linear.issue(identifier);
  return { state, labels, comments: comments.map(({ body }) => /finished_at|failed_at/.exec(body)?.[0]) };
}

const activeRun = async (there: OrchestratorStage) =>
  (await statusOf({ orchestrator: there.state }, 'app', 10, new Date())).active[0];

const CASES = Object.entries(ENDS).flatMap(([end, { steps }]) =>
  steps.flatMap((step) => Object.keys(WRITE_FAULTS).map((fault) => ({ end, step, fault }))),
);

// Each costs three passes: two in every run, a dozen with `npm run test:more`, all in the sweeps.
test('whatever befalls a write: the fault is named, the next pass makes up for it, and nothing is there twice', async () => {
  const there = await stage();
  for (const { end, step, fault: name } of sample(CASES, { drawn: 1, more: 12 }, testSeed())) {
    const what = `${end}, ${step}: ${name}`;
    const { owed, closed, issue } = ENDS[end] ?? expect.fail(what);
    const { rule, code, performed } = WRITE_FAULTS[name] ?? expect.fail(what);
    const one = there.issue({ state: 'In Progress' });
    await begunRun(there, one, owed);
    const asked = { issue: one.identifier };
    there.linear.faults.add(rule({ graphql: step }, there.linear.faults));
    const first = (await there.once(asked)).run;
    expect(first, what).toMatchObject({ closed: null, writeBackProblem: { code } });
    expect(await activeRun(there), what).toMatchObject({
      identifier: one.identifier,
      phase: 'terminal_pending',
      retry_kind: 'write_back',
      wait_reason: first?.writeBackProblem?.message,
    });
    const before = there.linear.requests()[step] ?? 0;
    there.linear.faults.clear();
    expect((await there.once(asked)).run?.closed, what).toEqual(closed);
    expect(seen(there, one.identifier), what).toEqual(issue);
    // What was performed is found, and not even asked for again.
    expect((there.linear.requests()[step] ?? 0) - before, what).toBe(performed ? 0 : 1);
    expect((await there.once(asked)).choice, what).toBeNull();
  }
});

test('a write-back goes on with the very next pass, waits for a limit, and backs off when it goes on failing', async () => {
  const there = await stage();
  const [owing, other] = [there.issue({ state: 'In Progress' }), there.issue({ state: 'In Progress' })];
  await begunRun(there, owing, OWES_SUCCESS);
  there.linear.faults.add({ match: { graphql: COMMENT }, action: 500, times: 6 });
  expect((await there.once()).run).toMatchObject({
    retryAt: null,
    writeBackProblem: { code: 'tracker.unavailable' },
  });
  const second = (await there.once()).run;
  expect(Date.parse(second?.retryAt ?? '') - Date.parse(second?.updatedAt ?? '')).toBeCloseTo(10_000, -3);
  // It holds up nobody else meanwhile.
  await begunRun(there, other, OWES_FAILURE);
  const meanwhile = await there.once();
  expect(meanwhile).toMatchObject({ choice: { identifier: other.identifier }, run: { closed: {} } });
  expect(await there.once()).toMatchObject({
    choice: null,
    notes: [
      expect.stringMatching(/^ENG-1: the tracker is told again at 20\S+Z\.$/),
      expect.stringContaining(LABEL),
    ],
  });
  there.linear.faults.add({
    match: { graphql: COMMENT },
    action: { status: 429, headers: { 'retry-after': '90' } },
    times: 1,
  });
  const limited = (await there.once({ issue: owing.identifier })).run;
  expect(limited?.writeBackProblem?.code).toBe('tracker.rate-limited');
  expect(Date.parse(limited?.retryAt ?? '') - Date.parse(limited?.updatedAt ?? '')).toBeGreaterThan(85_000);
  const last = (await there.once({ issue: owing.identifier })).run;
  expect(last).toMatchObject({ closed: { how: 'succeeded' }, writeBackProblem: null, retryAt: null });
});

test('a comment that cannot be written when the state is there already: no retry, a person looks', async () => {
  const there = await stage();
  const one = there.issue({ state: 'In Progress' });
  await begunRun(there, one, OWES_SUCCESS);
  there.linear.faults.add({
    match: { graphql: COMMENT },
    action: 500,
    // Somebody moves it by hand meanwhile.
    before: () => there.linear.setState(one.identifier, 'In Review'),
  });
  const { run } = await there.once();
  expect(run?.closed).toEqual({ how: 'needs_attention', reason: expect.stringContaining('comment') });
  there.linear.faults.clear();
  expect(await there.once()).toMatchObject({ choice: null, run: null });
  expect(seen(there, one.identifier)).toEqual({ state: 'In Review', labels: [LABEL], comments: [] });
});

test('an issue that somebody has ended, or taken away, while a write-back was owed is left as it is', async () => {
  const there = await stage();
  const deeds: [readonly RunEvent[], (identifier: string) => void, string, string][] = [
    [OWES_FAILURE, (id) => there.linear.setState(id, 'Done'), 'Done', 'its state Done is a terminal one'],
    [OWES_SUCCESS, (id) => there.linear.setState(id, 'Canceled'), 'Canceled', 'its state Canceled'],
    [OWES_SUCCESS, (id) => there.linear.moveToProject(id, null), 'In Progress', 'the issue is gone'],
  ];
  for (const [owed, deed, state, reason] of deeds) {
    const one = there.issue({ state: 'In Progress' });
    await begunRun(there, one, owed);
    deed(one.identifier);
    const { run } = await there.once();
    expect(run?.closed).toEqual({ how: 'released', reason: expect.stringContaining(reason) });
    expect(seen(there, one.identifier)).toEqual({ state, labels: [], comments: [] });
  }
});

test('a label that there is not: a guard holds the issue back over restarts, says why, and goes when the label is there', async () => {
  const there = await stage({ labels: [] });
  const home = { orchestrator: there.state };
  const one = there.issue({ state: 'In Progress' });
  await begunRun(there, one, OWES_FAILURE);
  // The comment comes later than the guard.
  there.linear.faults.add({ match: { graphql: COMMENT }, action: 500, times: 3 });
  expect((await there.once()).run).toMatchObject({ closed: null, writtenBack: ['guard'] });
  expect((await there.once()).run?.closed).toEqual({ how: 'needs_attention', reason: 'validation.failed' });
  expect(seen(there, one.identifier)).toEqual({ state: 'In Progress', labels: [], comments: ['failed_at'] });
  const remedy = 'Create the label `maestro:needs-attention` in the tracker';
  const [comment] = there.linear.issue(one.identifier).comments;
  expect(comment?.body).toContain(remedy);
  expect(comment?.body).toContain('could not be put on this issue');

  // Every pass is a new process to it. Also in a state from which it would be started, by name or not, dry or not.
  const waits = { choice: null, notes: [expect.stringContaining(`ENG-1: it waits for a person: ${remedy}`)] };
  for (const state of ['In Progress', 'Todo'])
    for (const asked of [{}, { issue: one.identifier }, { dryRun: true }]) {
      there.linear.setState(one.identifier, state);
      const { choice, notes } = await there.once(asked);
      expect({ choice, notes }, `${state} ${JSON.stringify(asked)}`).toEqual(waits);
    }
  expect(await guardsOf(home, 'app')).toHaveLength(1);

  there.linear.setState(one.identifier, 'In Progress');
  there.linear.addLabel(LABEL, 'ENG');
  expect(await there.once({ dryRun: true })).toMatchObject(waits);
  expect(seen(there, one.identifier)).toMatchObject({ state: 'In Progress', labels: [] });
  // The tracker fails in between: the guard stands until all of it is done.
  there.linear.faults.add({ match: { graphql: STATE }, action: 500, times: 3 });
  expect((await there.once()).notes[0]).toContain('Linear answered 500');
  expect(await guardsOf(home, 'app')).toHaveLength(1);
  expect((await there.once()).notes).toEqual([
    `ENG-1: the label ${LABEL} is on it now; it waits for a person.`,
    expect.stringContaining(`it has the label ${LABEL}`),
  ]);
  expect(seen(there, one.identifier)).toEqual({ state: 'Todo', labels: [LABEL], comments: ['failed_at'] });
  expect(await guardsOf(home, 'app')).toEqual([]);
});

test('a guard of an issue that people have taken into other hands touches nothing, and ends with the issue', async () => {
  const there = await stage({ labels: [] });
  const home = { orchestrator: there.state };
  const one = there.issue({ state: 'In Progress' });
  await begunRun(there, one, OWES_FAILURE);
  expect((await there.once()).run?.closed?.how).toBe('needs_attention');
  there.linear.addLabel(LABEL, 'ENG');
  there.linear.setState(one.identifier, 'In Review');
  await there.once();
  expect(seen(there, one.identifier)).toMatchObject({ state: 'In Review', labels: [] });
  expect(await guardsOf(home, 'app')).toHaveLength(1);
  there.linear.setState(one.identifier, 'Done');
  expect((await there.once()).notes).toEqual([]);
  expect(await guardsOf(home, 'app')).toEqual([]);
  expect(seen(there, one.identifier)).toMatchObject({ state: 'Done', labels: [] });
});
