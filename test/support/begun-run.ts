import { laneOf } from '../../src/orchestrator/lane/names.ts';
import type { RunEvent } from '../../src/orchestrator/runs/events.ts';
import { beginRun, newRunId } from '../../src/orchestrator/runs/store.ts';
import { NO_USAGE } from '../../src/runner/agents/agent.ts';
import type { OrchestratorStage } from './orchestrator.ts';

const PULL = 'https://github.test/octo/hello/pull/1';
const HEAD = '0123456789abcdef0123456789abcdef01234567';

/** An attempt whose turn has begun. */
export const IN_ITS_TURN: readonly RunEvent[] = [
  { type: 'leased', pid: 1, version: '0' },
  { type: 'attempt_started', attempt: 1 },
  { type: 'workspace_ready', created: true, head: HEAD },
  { type: 'thread_started', threadId: 't', model: 'm', resumed: false, whyNot: null },
  { type: 'turn_started', turn: 1, prompt: 'p' },
];

const ENDED = {
  type: 'turn_finished',
  turn: 1,
  outcome: 'completed',
  code: null,
  usage: NO_USAGE,
  durationMs: 1,
} as const;

/** Work that is validated: reviewers have still to be told. */
export const OWES_SUCCESS: readonly RunEvent[] = [
  ...IN_ITS_TURN,
  { ...ENDED, disposition: 'review_handoff' },
  {
    type: 'validated',
    validation: { head: HEAD, passed: true, summary: 'passed (1 command)', commands: [] },
  },
  { type: 'succeeding', pull: { url: PULL, head: HEAD }, summary: 'Hello is said.' },
];

/** An attempt that failed for good: a person has still to be asked. */
export const OWES_FAILURE: readonly RunEvent[] = [
  ...IN_ITS_TURN,
  { ...ENDED, disposition: 'invalid' },
  {
    type: 'attempt_failed',
    failure: {
      errorClass: 'validation.failed',
      message: 'The validation failed.',
      nextAction: 'Look at it.',
    },
    retryAt: null,
  },
];

/** The journal of a run on the issue as far as these events, its process gone. @returns the run's id. */
export async function begunRun(
  there: OrchestratorStage,
  issue: { id: string; identifier: string; url: string },
  events: readonly RunEvent[],
): Promise<string> {
  const ctx = await there.context();
  const lane = laneOf(there.config, issue);
  const facts = {
    id: newRunId(new Date()),
    configId: there.config.id,
    issue: { ...issue, title: 'Say hello', state: 'Todo' },
    project: null,
    lane: { name: lane.name, branch: lane.branch },
    maxAttempts: 3,
    workflowHash: ctx.workflow.hash,
    transport: 'stdio://',
  };
  const run = await beginRun(ctx, facts, new AbortController().signal);
  for (const event of events) await run.append(event);
  await run.close();
  return run.id;
}
