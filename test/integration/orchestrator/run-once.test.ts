import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { statusOf } from '../../../src/orchestrator/status.ts';
import type { Asked, Reply } from '../../support/fake-model.ts';
import { handOffCalls, orchestratorStage, SLUG, workflowText } from '../../support/orchestrator.ts';

const IDENTIFIER = 'ENG-1';

/** A model that does all that the policy asks for, one call after the other. */
const obedient = (asked: Asked): Reply => {
  const work = { id: IDENTIFIER, shell: 'echo hello > hello.txt', comment: '- run_id: begun' };
  return handOffCalls(work, asked)[asked.results.length] ?? { say: 'Done.' };
};

test('from Todo to In Review: lane, tools, pull request, validation, write-backs, journal, status', async () => {
  const there = await orchestratorStage({
    reply: obedient,
    workflow: workflowText('validation_commands = ["grep -q hello hello.txt"]'),
  });
  there.issue();
  const { run, choice } = await there.once();
  expect(run?.failure).toBeNull();
  expect(run?.closed).toEqual({ how: 'succeeded', reason: 'handed off to reviewers' });

  const issue = there.linear.issue(IDENTIFIER);
  expect(issue.state).toBe('In Review');
  const completion = issue.comments.at(-1)?.body ?? '';
  for (const field of [
    'run_id',
    'attempt',
    'finished_at',
    'branch',
    'pr_url',
    'workspace_path',
    'validation_result',
  ])
    expect(completion).toContain(`- ${field}: `);
  expect(completion).toContain('Hello is said.');
  expect(completion).not.toContain(there.home);

  const { pulls, branches } = there.forge.repository(SLUG);
  expect(pulls).toHaveLength(1);
  expect(pulls[0]).toMatchObject({ state: 'open', draft: false, title: 'Say hello' });
  const lane = join(there.config.workspaceRoot, IDENTIFIER);
  const head = (
    await readFile(join(lane, '.git', 'refs', 'heads', `x/app-${IDENTIFIER.toLowerCase()}`), 'utf8')
  ).trim();
  expect(branches[choice?.branch ?? '']).toBe(head);
  expect(run?.validation).toMatchObject({ head, passed: true });

  const status = await statusOf({ orchestrator: there.state }, 'app', 10, new Date());
  expect(status.active).toEqual([]);
  expect(status.recent[0]).toMatchObject({
    identifier: IDENTIFIER,
    outcome: 'succeeded',
    attempt: 1,
    turn_count: 1,
  });
  expect(status.recent[0]?.tokens.input).toBe(there.model.served().inputTokens);
  // Nothing is left to do.
  expect((await there.once()).choice).toBeNull();
});
