import { rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { listRuns } from '../../../src/orchestrator/runs/store.ts';
import { type OrchestratorStage, orchestratorStage } from '../../support/orchestrator.ts';

const ID = 'ENG-1';
const stage = (): Promise<OrchestratorStage> =>
  orchestratorStage({ reply: () => ({ say: 'I am never asked.' }) });
const runsOf = async (there: OrchestratorStage) =>
  (await listRuns({ orchestrator: there.state }, 'app')).runs;

test('faults of the machine end the pass, use up no attempt and are told to nobody in an issue', async () => {
  const there = await stage();
  for (const title of ['One', 'Two']) there.issue({ title });
  const { config } = there;
  const fails = async (code: string): Promise<void> => {
    await expect(there.once()).rejects.toMatchObject({ code });
    expect(await runsOf(there)).toMatchObject([
      { attempt: 1, failure: null, closed: null, facts: { issue: { identifier: ID } } },
    ]);
    for (const issue of [ID, 'ENG-2'])
      expect(there.linear.issue(issue)).toMatchObject({ state: 'Todo', labels: [], comments: [] });
  };
  config.worker.codexCommand = 'no-such-codex';
  for (let pass = 0; pass < 4; pass++) await fails('codex.missing');
  const lanes = config.workspaceRoot;
  await rm(lanes, { recursive: true });
  await writeFile(lanes, 'no folder');
  await fails('lane.bad-root');
  await rm(lanes);
  there.linear.faults.add({ match: { graphql: 'MaestroIssues' }, action: 503 });
  await fails('tracker.unavailable');
  there.linear.faults.clear();
  expect(there.events.filter(({ type }) => type === 'attempt_failed')).toEqual([]);
});

test('two configs with one id: what is the other’s is refused with both names, and nothing of it is released', async () => {
  const there = await stage();
  there.issue();
  there.config.worker.codexCommand = 'no-such-codex';
  await there.once().catch(() => undefined);
  const [before] = await runsOf(there);
  expect(before?.facts.project).toEqual({
    tracker: 'linear',
    project: there.config.tracker.projectSlug,
    repository: 'octo/hello',
  });
  const own = there.config.tracker.projectSlug;
  there.config.tracker.projectSlug = there.linear.addProject('Other').slugId;
  for (const dryRun of [false, true])
    await expect(there.once({ dryRun })).rejects.toMatchObject({
      code: 'run.other-project',
      message: expect.stringMatching(new RegExp(`${own}.*${there.config.tracker.projectSlug}`)),
    });
  expect(await runsOf(there)).toEqual([before]);
  // The same project by the whole end of its address.
  there.config.tracker.projectSlug = `maestro-${own}`;
  await expect(there.once()).rejects.toMatchObject({ code: 'codex.missing' });
});

test('a dry run needs no token and no identity; what would write something says which key names none', async () => {
  const there = await stage();
  there.issue();
  there.config.github.token = null;
  const { choice } = await there.once({ dryRun: true });
  expect(choice).toMatchObject({ identifier: ID });
  await expect(there.once()).rejects.toMatchObject({
    code: 'config.no-secret',
    message: expect.stringContaining('github.token_env_var'),
  });
});
