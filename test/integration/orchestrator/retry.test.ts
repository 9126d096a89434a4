import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Asked, Reply } from '../../support/fake-model.ts';
import {
  handOffCalls,
  type OrchestratorStage,
  orchestratorStage,
  workflowText,
} from '../../support/orchestrator.ts';

const ID = 'ENG-1';

const VALIDATED = workflowText('validation_commands = ["cat hello.txt; grep -q good hello.txt"]');

/** A model whose first attempt fails its validation, and the second does not. */
function secondTry(): (asked: Asked) => Reply {
  let attempt = 0;
  return (asked) => {
    if (asked.results.length === 0 && asked.prompt.includes('Begin like this')) attempt++;
    const shell = attempt === 1 ? 'echo "expected 3 got 4" > hello.txt' : 'echo good > hello.txt';
    return handOffCalls({ id: ID, shell }, asked)[asked.results.length] ?? { say: 'Done.' };
  };
}

const turnsOf = ({ events }: OrchestratorStage) => ({
  threads: events.flatMap((event) => (event.type === 'thread_started' ? [event] : [])),
  prompts: events.flatMap((event) => (event.type === 'turn_started' ? [event.prompt] : [])),
});

test('the attempt after a failed validation goes on in the same thread, and is told what was printed', async () => {
  const there = await orchestratorStage({ workflow: VALIDATED, reply: secondTry() });
  there.issue();
  expect((await there.once()).run).toMatchObject({
    phase: 'retry_wait',
    failure: { errorClass: 'validation.failed' },
  });
  expect((await there.once({ issue: ID })).run).toMatchObject({ closed: { how: 'succeeded' } });
  const { threads, prompts } = turnsOf(there);
  expect(threads.map(({ resumed, whyNot }) => ({ resumed, whyNot }))).toEqual([
    { resumed: false, whyNot: null },
    { resumed: true, whyNot: null },
  ]);
  expect(threads[1]?.threadId).toBe(threads[0]?.threadId);
  expect(prompts[0]).not.toContain('An earlier attempt failed');
  expect(prompts[1]).toContain('```text\nexpected 3 got 4\n```');
  expect(prompts[1]).toContain('attempt: `2`');
  // It has read that before.
  expect(prompts[1]).not.toContain('Do what the issue says.');
});

test('a thread that is gone is replaced by a new one, which is told everything; the journal says why', async () => {
  const there = await orchestratorStage({ workflow: VALIDATED, reply: secondTry() });
  there.issue();
  await there.once();
  await rm(join(there.env.CODEX_HOME ?? '', 'sessions'), { recursive: true });
  expect((await there.once({ issue: ID })).run).toMatchObject({ closed: { how: 'succeeded' } });
  const { threads, prompts } = turnsOf(there);
  expect(threads[1]).toMatchObject({ resumed: false, whyNot: expect.stringMatching(/thread/i) });
  expect(threads[1]?.threadId).not.toBe(threads[0]?.threadId);
  expect(prompts[1]).toContain('Do what the issue says.');
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
