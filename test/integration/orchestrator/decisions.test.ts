import { expect, test } from 'vitest';
import type { StampedRunEvent } from '../../../src/orchestrator/runs/events.ts';
import { begunRun, OWES_FAILURE, OWES_SUCCESS } from '../../support/begun-run.ts';
import type { Reply } from '../../support/fake-model.ts';
import { oneIn } from '../../support/one-in.ts';
import { sample, testSeed } from '../../support/seed.ts';
import {
  GITHUB_TRACKER,
  handOffCalls,
  type OrchestratorStage,
  orchestratorStage,
  SLUG,
  trackedOnGitHub,
  workflowText,
} from '../../support/orchestrator.ts';

// What a person decides about an issue, or about its pull request, while a pass is under way stands when the pass is over.

const ID = 'ENG-1';
const ATTENTION = 'maestro:needs-attention';
const OPT_OUT = 'maestro:manual-only';
const LABELS = [ATTENTION, OPT_OUT, 'ready'];

/** What a person does, and what a run says of it. */
const DECISIONS: Record<string, { decide: (there: OrchestratorStage) => void; reason: RegExp }> = {
  cancels: {
    decide: ({ linear }) => linear.setState(ID, 'Canceled'),
    reason: /state Canceled is a terminal one/,
  },
  ends: { decide: ({ linear }) => linear.setState(ID, 'Done'), reason: /state Done is a terminal one/ },
  postpones: {
    decide: ({ linear }) => linear.setState(ID, 'Backlog'),
    reason: /state Backlog is not an active one/,
  },
  'opts out of': { decide: ({ linear }) => linear.label(ID, OPT_OUT), reason: /label maestro:manual-only/ },
  'moves away': {
    decide: ({ linear }) => linear.moveToProject(ID, null),
    reason: /is gone/,
  },
};

type Owed = readonly Parameters<typeof begunRun>[2][number][];

/** The write-backs, and the steps after which a person decides; `null`: right before the first. */
const OWED: [string, Owed, string | null][] = [
  ['a hand-off', OWES_SUCCESS, null],
  ['a hand-off', OWES_SUCCESS, 'completion_comment'],
  ['a call for a person', OWES_FAILURE, null],
  ['a call for a person', OWES_FAILURE, 'attention_label'],
  ['a call for a person', OWES_FAILURE, 'failure_comment'],
];

const seen = ({ linear }: OrchestratorStage) => {
  const { state, labels, comments } = linear.issue(ID);
  return { state, labels: [...labels].sort(), comments: comments.length };
};

const MOMENTS_OWED = OWED.flatMap(([what, owed, step]) =>
  Object.keys(DECISIONS).map((decision) => ({ what, owed, step, decision })),
);

// Six in every run, all with `npm run test:more`.
test.each(sample(MOMENTS_OWED, { drawn: 6, more: 'all' }, testSeed()))(
  '$what that is owed, and a person who $decision the issue after $step',
  async ({ owed, step, decision }) => {
    const { decide, reason } = DECISIONS[decision] ?? expect.fail(decision);
    const there = await orchestratorStage({ reply: () => ({ say: 'I am never asked.' }), labels: LABELS });
    const one = there.issue({ state: 'In Progress' });
    await begunRun(there, one, owed);
    let left: object | null = null;
    const act = (): void => {
      decide(there);
      left = seen(there);
    };
    if (step === null) act();
    else onceAt(there, (event) => event.type === 'written_back' && event.step === step, act);
    const { run } = await there.once({ issue: ID });
    expect(run?.closed).toEqual({ how: 'released', reason: expect.stringMatching(reason) });
    expect(seen(there)).toEqual(left);
    // It is nobody's business any more.
    expect((await there.once({ issue: ID })).choice).toBeNull();
    expect(seen(there)).toEqual(left);
  },
);

test('a label that was asked for and is taken off decides, too; one that we put on ourselves does not', async () => {
  const workflow = workflowText('', 'required_labels = ["ready"]');
  const there = await orchestratorStage({
    reply: () => ({ say: 'I am never asked.' }),
    labels: LABELS,
    workflow,
  });
  const [first, second] = [1, 2].map(() => there.issue({ state: 'In Progress' }));
  await begunRun(there, first ?? expect.fail(), OWES_SUCCESS);
  expect((await there.once({ issue: ID })).run?.closed).toEqual({
    how: 'released',
    reason: 'it lacks the label ready',
  });
  there.linear.label('ENG-2', 'ready');
  there.linear.label('ENG-2', ATTENTION);
  await begunRun(there, second ?? expect.fail(), OWES_FAILURE);
  expect((await there.once({ issue: 'ENG-2' })).run?.closed).toMatchObject({ how: 'needs_attention' });
});

/** A pass of the real Codex, with a person's deed right after this event. */
async function decidedAt(
  isThen: (event: StampedRunEvent) => boolean,
  decide: (there: OrchestratorStage) => void,
) {
  const there: OrchestratorStage = await orchestratorStage({
    labels: LABELS,
    workflow: workflowText('max_attempts = 1\nvalidation_commands = ["test -f hello.txt"]'),
    reply({ results }): Reply {
      const calls = handOffCalls({ id: ID, shell: 'echo hello > hello.txt' }, { results });
      return calls[results.length] ?? { say: 'That is all.' };
    },
  });
  there.issue();
  let left: object | null = null;
  onceAt(there, isThen, () => {
    decide(there);
    left = seen(there);
  });
  const { run } = await there.once();
  expect(left, 'the moment came').not.toBeNull();
  return { there, run, left };
}

function onceAt(
  there: OrchestratorStage,
  isThen: (event: StampedRunEvent) => boolean,
  act: () => void,
): void {
  const push = there.events.push.bind(there.events);
  let done = false;
  there.events.push = (...events) => {
    if (!done && events.some(isThen)) {
      done = true;
      act();
    }
    return push(...events);
  };
}

const called =
  (tool: string) =>
  (event: StampedRunEvent): boolean =>
    event.type === 'tool_called' && event.tool === tool && event.ok;

const MOMENTS: Record<string, { isThen: (event: StampedRunEvent) => boolean; published: boolean }> = {
  'the agent works': { isThen: called('issue_transition'), published: false },
  'the work is published': { isThen: called('lane_publish'), published: true },
  'the work is handed off': { isThen: called('issue_review_handoff'), published: true },
  'the turn is over': { isThen: (event) => event.type === 'turn_finished', published: true },
  'the validation has passed': { isThen: (event) => event.type === 'validated', published: true },
};

const PASSES = Object.keys(MOMENTS).flatMap((moment) =>
  Object.keys(DECISIONS).map((decision) => ({ moment, decision })),
);

// Each costs a pass of the real Codex: one of eight in every run, all with `npm run test:more`.
oneIn(8).each(PASSES)('$moment, and a person $decision the issue', async ({ moment, decision }) => {
  const { isThen, published } = MOMENTS[moment] ?? expect.fail(moment);
  const { decide, reason } = DECISIONS[decision] ?? expect.fail(decision);
  const { there, run, left } = await decidedAt(isThen, decide);
  expect(run?.closed).toEqual({ how: 'released', reason: expect.stringMatching(reason) });
  expect(seen(there)).toEqual(left);
  expect(there.forge.repository(SLUG).pulls).toHaveLength(published ? 1 : 0);
  if (moment === 'the turn is over')
    expect(
      there.events.some((event) => event.type === 'validated'),
      'nothing is validated',
    ).toBe(false);
});

test('a person who merges the pull request before its hand-off: the run is over, and nothing is written to the issue', async () => {
  let merged: Promise<void> | null = null;
  const there: OrchestratorStage = await orchestratorStage({
    labels: LABELS,
    workflow: workflowText('max_attempts = 1'),
    async reply({ results }): Promise<Reply> {
      const calls = handOffCalls({ id: ID, shell: 'echo hello > hello.txt' }, { results });
      // After the fourth, `lane_publish`.
      if (results.length === 3) merged ??= there.forge.mergePullRequest(SLUG, 1);
      await merged;
      return calls[results.length] ?? { say: 'That is all.' };
    },
  });
  there.issue();
  const { run } = await there.once();
  expect(run?.closed).toEqual({ how: 'released', reason: expect.stringContaining('was merged') });
  expect(seen(there)).toEqual({ state: 'In Progress', labels: [], comments: 0 });
});

test('a closed issue of GitHub is not opened again', async () => {
  let number = 0;
  const there: OrchestratorStage = await orchestratorStage({
    workflow: workflowText('max_attempts = 1', GITHUB_TRACKER),
    async reply({ results }): Promise<Reply> {
      if (results.length > 0) return { say: 'That is all.' };
      await closeIssue(there, number);
      return { tool: 'issue_transition', input: { issue_id: `hello-${number}`, state: 'In Progress' } };
    },
  });
  const open = await trackedOnGitHub(there);
  ({ number } = await open('todo'));
  const { run } = await there.once();
  expect(run?.closed).toMatchObject({ how: 'released', reason: expect.stringMatching(/terminal/) });
  const issue = there.forge.repository(SLUG).issues.find((one) => one.number === number);
  expect(issue).toMatchObject({ state: 'closed', labels: ['state:todo'] });
  expect(issue?.comments).toEqual([]);
});

/** As a person does it, not for being completed. */
async function closeIssue({ env, forge }: OrchestratorStage, number: number): Promise<void> {
  const answer = await fetch(`${forge.apiUrl}/repos/${SLUG}/issues/${number}`, {
    method: 'PATCH',
    headers: { authorization: `bearer ${env.TEST_FORGE_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ state: 'closed', state_reason: 'not_planned' }),
  });
  expect(answer.status).toBe(200);
}
