import { expect, test } from 'vitest';
import type { Asked, Reply } from '../../support/fake-model.ts';
import { handOffCalls, orchestratorStage, workflowText } from '../../support/orchestrator.ts';

const ID = 'ENG-1';

test('the next attempt is told what the failed validation printed, not only that it failed', async () => {
  let attempt = 0;
  const there = await orchestratorStage({
    workflow: workflowText('validation_commands = ["cat hello.txt; grep -q good hello.txt"]'),
    reply(asked: Asked): Reply {
      if (asked.results.length === 0 && asked.prompt.includes('Begin like this')) attempt++;
      const shell = attempt === 1 ? 'echo "expected 3 got 4" > hello.txt' : 'echo good > hello.txt';
      return handOffCalls({ id: ID, shell }, asked)[asked.results.length] ?? { say: 'Done.' };
    },
  });
  there.issue();
  expect((await there.once()).run).toMatchObject({
    phase: 'retry_wait',
    failure: { errorClass: 'validation.failed' },
  });
  expect((await there.once({ issue: ID })).run).toMatchObject({ closed: { how: 'succeeded' } });
  const prompts = there.events.flatMap((event) => (event.type === 'turn_started' ? [event.prompt] : []));
  expect(prompts[0]).not.toContain('An earlier attempt failed');
  expect(prompts[1]).toContain('```text\nexpected 3 got 4\n```');
});

test('an issue in progress that no run knows of is named, and taken up by whoever names it', async () => {
  const there = await orchestratorStage({ reply: () => ({ say: 'Nothing to hand off.' }) });
  there.issue({ state: 'In Progress' });
  const pass = await there.once();
  expect(pass).toMatchObject({ choice: null, run: null });
  expect(pass.notes).toEqual([
    expect.stringMatching(/^ENG-1: it is in the state In Progress, and no run .* --issue ENG-1/),
  ]);
  expect(await there.once({ issue: ID, dryRun: true })).toMatchObject({
    choice: { identifier: ID, attempt: 1, runId: null },
    notes: [],
  });
  expect((await there.once({ issue: ID })).run).toMatchObject({
    attempt: 1,
    facts: { issue: { state: 'In Progress' } },
  });
});
