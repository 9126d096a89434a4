import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/orchestrator/runs/events.ts';
import type { FaultMatch } from '../../../src/rehearsal/forge/http/faults.ts';
import { begunRun, OWES_FAILURE, OWES_SUCCESS } from '../../support/begun-run.ts';
import { fastClock } from '../../support/fast-clock.ts';
import {
  GITHUB_TRACKER,
  type OrchestratorStage,
  orchestratorStage,
  SLUG,
  trackedOnGitHub,
  workflowText,
} from '../../support/orchestrator.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { WRITE_FAULTS } from '../../support/tracker-faults.ts';

// The same as of Linear with the issues of GitHub, where one state takes two writes: the new label on, the old one off.

const LABEL = 'maestro:needs-attention';

/** The writes: what is sent, and its place in GitHub's own description. */
const ISSUE = '/repos/{owner}/{repo}/issues/{issue_number}';
const WRITES: Record<string, { match: FaultMatch; operation: string }> = {
  'the comment': { match: { method: 'POST', path: /\/comments$/ }, operation: `POST ${ISSUE}/comments` },
  'a label on': { match: { method: 'POST', path: /\/labels$/ }, operation: `POST ${ISSUE}/labels` },
  'a label off': {
    match: { method: 'DELETE', path: /\/labels\// },
    operation: `DELETE ${ISSUE}/labels/{name}`,
  },
};

const ENDS: Record<string, { owed: readonly RunEvent[]; how: string; labels: string[]; comment: string }> = {
  'a hand-off': {
    owed: OWES_SUCCESS,
    how: 'succeeded',
    labels: ['state:in-review'],
    comment: 'finished_at',
  },
  'a call for a person': {
    owed: OWES_FAILURE,
    how: 'needs_attention',
    labels: [LABEL, 'state:todo'],
    comment: 'failed_at',
  },
};

const CASES = Object.keys(ENDS).flatMap((end) =>
  Object.keys(WRITES).flatMap((step) => Object.keys(WRITE_FAULTS).map((fault) => ({ end, step, fault }))),
);

/** How often it was asked for, however it was answered. */
function sentTo({ forge }: OrchestratorStage, operation: string): number {
  const byStatus = forge.requests().operations[operation] ?? {};
  return Object.values(byStatus).reduce((sum, count) => sum + count, 0);
}

// Each costs three passes: three in every run, a dozen with `npm run test:more`, all in the sweeps.
test('whatever befalls a write on GitHub: the fault is named, the next pass makes up for it, and nothing is there twice', async () => {
  const there = await orchestratorStage({
    workflow: workflowText('', GITHUB_TRACKER),
    reply: () => ({ say: 'I am never asked.' }),
    clock: fastClock(),
  });
  const open = await trackedOnGitHub(there);
  for (const { end, step, fault: name } of sample(CASES, { drawn: 1, more: 12 }, testSeed())) {
    const what = `${end}, ${step}: ${name}`;
    const { owed, how, labels, comment } = ENDS[end] ?? expect.fail(what);
    const { match, operation } = WRITES[step] ?? expect.fail(what);
    const { rule, code, performed } = WRITE_FAULTS[name] ?? expect.fail(what);
    const { number } = await open('in-progress');
    const { tracker } = await there.context();
    const [one] = await tracker.issuesByState(['In Progress'], new AbortController().signal);
    await begunRun(there, one ?? expect.fail(what), owed);
    const asked = { issue: `hello-${number}` };
    there.forge.faults.add(rule(match, there.forge.faults));
    const first = (await there.once(asked)).run;
    expect(first, what).toMatchObject({ closed: null, writeBackProblem: { code } });
    const before = sentTo(there, operation);
    there.forge.faults.clear();
    expect((await there.once(asked)).run?.closed, what).toMatchObject({ how });
    const issue = there.forge.repository(SLUG).issues.find((item) => item.number === number);
    expect(issue?.labels.sort(), what).toEqual(labels);
    expect(
      issue?.comments.map(({ body }) => /finished_at|failed_at/.exec(body)?.[0]),
      what,
    ).toEqual([comment]);
    // What was performed is found, and not even asked for again.
    const needed = step === 'a label on' ? labels.length : 1;
    expect(sentTo(there, operation) - before, what).toBe(performed ? needed - 1 : needed);
    expect((await there.once(asked)).choice, what).toBeNull();
  }
});
