import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns } from '../../../src/orchestrator/runs/store.ts';
import { run } from '../../../src/platform/process/run.ts';
import { childProgram } from '../../support/child-program.ts';
import type { Orders } from '../../support/children/orchestrator.ts';
import type { Asked, Reply } from '../../support/fake-model.ts';
import { plainGit } from '../../support/git-server.ts';
import { RUN_MS } from '../../support/limits.ts';
import {
  handOffCalls,
  type OrchestratorStage,
  orchestratorStage,
  SLUG,
  workflowText,
} from '../../support/orchestrator.ts';
import { RUN_ENV } from '../../support/run-env.ts';
import { sample, testSeed } from '../../support/seed.ts';

// A pass writes 19 events besides the agent's own.
const DEEDS = 20;
const SAMPLE = 2;
const ID = 'ENG-1';
const BRANCH = 'x/app-eng-1';

const seed = testSeed();
const points = Array.from({ length: DEEDS }, (_, deed) => deed).flatMap((deed) => [
  { deed, when: 'before' as const },
  { deed, when: 'after' as const },
]);
const child = childProgram('orchestrator.ts');

/** A model that begins its turn anew whenever it is asked anew, as one does that lost its process. */
const obedient = (asked: Asked): Reply => {
  const work = { id: ID, shell: 'echo hello > hello.txt', comment: '- started_at: now' };
  return handOffCalls(work, asked)[asked.results.length] ?? { say: 'Done.' };
};

describe(`an orchestrator that is killed with -9 (seed ${seed})`, () => {
  it.each(sample(points, SAMPLE, seed))(
    '$when event $deed: the next pass ends as if nothing had been',
    async (kill) => {
      const workflow = workflowText('validation_commands = ["grep -q hello hello.txt"]');
      const there = await orchestratorStage({ reply: obedient, workflow });
      there.issue();
      const pass = (at: Orders['kill']) =>
        run(process.execPath, [child.file(), JSON.stringify(ordersOf(there, workflow, at))], {
          env: { PATH: process.env.PATH, ...RUN_ENV },
          timeoutMs: RUN_MS,
        });

      const killed = await pass(kill);
      // Only a point behind the last event is lived through; the last one that is swept is such a point.
      if (killed.exitCode === 0) {
        const { deeds } = JSON.parse(killed.stdout) as { deeds: number };
        expect(deeds, 'it was not killed').toBeLessThanOrEqual(kill.deed);
      } else expect(killed, killed.stderr).toMatchObject({ exitCode: undefined });
      if (kill.deed === DEEDS - 1) expect(killed.exitCode, 'a pass has more events than are swept').toBe(0);
      const after = await pass(null);
      expect(after, after.stderr).toMatchObject({ exitCode: 0 });

      expect(await outcome(there)).toEqual({
        state: 'In Review',
        comments: ['start', 'completion'],
        pulls: [{ number: 1, state: 'open', draft: false, title: 'Say hello' }],
        commits: ['Say hello'],
        laneIsPublished: true,
        runs: [{ how: 'succeeded', reason: 'handed off to reviewers' }],
        lanes: [ID],
      });
    },
    500_000,
  );
});

function ordersOf(there: OrchestratorStage, workflow: string, kill: Orders['kill']): Orders {
  const env = Object.fromEntries(Object.entries(there.env).map(([name, value]) => [name, value ?? '']));
  return { config: there.config, workflow, env, state: there.state, kill };
}

async function outcome(there: OrchestratorStage): Promise<unknown> {
  const { state, comments } = there.linear.issue(ID);
  const { pulls, branches } = there.forge.repository(SLUG);
  const lane = join(there.config.workspaceRoot, ID);
  const head = (await plainGit(lane, ['rev-parse', 'HEAD'])).trim();
  const log = await plainGit(there.forge.bareDir(SLUG), ['log', '--format=%s', `main..${BRANCH}`]);
  const { runs, problems } = await listRuns({ orchestrator: there.state }, there.config.id);
  expect(problems).toEqual([]);
  return {
    state,
    comments: comments.map(({ body }) => (body.includes('started_at') ? 'start' : kindOf(body))),
    pulls: pulls.map(({ number, state: at, draft, title }) => ({ number, state: at, draft, title })),
    commits: log.split('\n').filter(Boolean),
    laneIsPublished: branches[BRANCH] === head,
    runs: runs.map(({ closed }) => closed),
    lanes: await readdir(there.config.workspaceRoot),
  };
}

function kindOf(body: string): string {
  return body.includes('finished_at') ? 'completion' : body;
}

// created, leased, attempt, workspace, thread, turn, then four tools: the ninth event is the label, the eleventh the end of the turn.
const ASKED = [
  { deed: 8, when: 'before' as const },
  { deed: 8, when: 'after' as const },
  { deed: 9, when: 'after' as const },
  { deed: 10, when: 'after' as const },
];

it.each(sample(ASKED, 1, seed))(
  'killed $when event $deed, when the agent has asked for a person: the next pass asks',
  async (kill) => {
    const workflow = workflowText();
    const steps: Reply[] = [
      { tool: 'issue_transition', input: { issue_id: ID, state: 'In Progress' } },
      { tool: 'issue_comment', input: { issue_id: ID, body: 'Which colour?' } },
      { tool: 'issue_label_add', input: { issue_id: ID, label: 'maestro:needs-attention' } },
      { tool: 'issue_terminal_finalize', input: { issue_id: ID, path: 'manual_attention' } },
    ];
    const there = await orchestratorStage({
      reply: ({ results }) => steps[results.length] ?? { say: 'I wait.' },
      workflow,
    });
    there.issue();
    const pass = (at: Orders['kill']) =>
      run(process.execPath, [child.file(), JSON.stringify(ordersOf(there, workflow, at))], {
        env: { PATH: process.env.PATH, ...RUN_ENV },
        timeoutMs: RUN_MS,
      });
    expect((await pass(kill)).exitCode).toBeUndefined();
    const after = await pass(null);
    expect(JSON.parse(after.stdout), after.stderr).toMatchObject({
      closed: { how: 'needs_attention', reason: 'agent.asked-for-attention' },
    });
    const { state, labels, comments } = there.linear.issue(ID);
    expect({ state, labels }).toEqual({ state: 'Todo', labels: ['maestro:needs-attention'] });
    expect(comments).toHaveLength(2);
  },
);
