import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OrchestratorContext } from '../../../../src/orchestrator/context.ts';
import { laneOf } from '../../../../src/orchestrator/lane/names.ts';
import { ownFolder } from '../../../../src/orchestrator/lane/owner.ts';
import type { RunEvent } from '../../../../src/orchestrator/runs/events.ts';
import { removeOldRuns } from '../../../../src/orchestrator/runs/retention.ts';
import { beginRun } from '../../../../src/orchestrator/runs/store.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import { tempDir } from '../../../support/temp.ts';

const { signal } = new AbortController();
const CLOSED: RunEvent = { type: 'closed', how: 'succeeded', reason: 'handed off' };
const OWED: RunEvent = { type: 'succeeding', pull: { url: 'u', head: 'h' }, summary: 's' };

async function stage(keepRuns: number) {
  const orchestrator = await tempDir();
  let minute = 0;
  const ctx = {
    home: { orchestrator },
    config: { id: 'app', workspaceRoot: join(orchestrator, 'lanes'), limits: { keepRuns } },
    clock: { ...systemClock, now: () => new Date(Date.UTC(2026, 0, 1, 0, minute)) },
    redact: (text: string) => text,
  } as unknown as OrchestratorContext;
  return {
    ctx,
    root: join(orchestrator, 'runs'),
    /** A run on the issue with these events, one minute after the other. */
    async run(id: string, issueId: string, events: readonly RunEvent[], configId = 'app') {
      const issue = { id: issueId, identifier: issueId, title: '', url: '', state: 'Todo' };
      const run = await beginRun(
        ctx,
        {
          id,
          configId,
          issue,
          project: null,
          lane: { name: issueId, branch: null },
          maxAttempts: 3,
          workflowHash: '',
          transport: 'stdio://',
        },
        signal,
      );
      minute++;
      for (const event of events) await run.append(event);
      await run.close();
    },
  };
}

test('the runs that ended longest ago go, none that is not over, whatever its age', async () => {
  const { ctx, root, run } = await stage(2);
  await run('run-00000001', 'A', [OWED]);
  await run('run-00000002', 'B', []);
  for (const at of [3, 4, 5, 6]) await run(`run-0000000${at}`, `${at}`, [CLOSED]);
  expect(await removeOldRuns(ctx)).toEqual([]);
  expect((await readdir(root)).sort()).toEqual([
    'run-00000001',
    'run-00000002',
    'run-00000005',
    'run-00000006',
  ]);
  expect(await removeOldRuns(ctx)).toEqual([]);
  expect(await readdir(root)).toHaveLength(4);
});

test('the last run of an issue whose lane is there stays, and other projects’ runs do', async () => {
  const { ctx, root, run } = await stage(0);
  await run('run-00000001', 'A', [CLOSED]);
  await run('run-00000002', 'A', [CLOSED]);
  await run('run-00000003', 'B', [CLOSED]);
  await run('run-00000004', 'C', [CLOSED], 'other');
  await ownFolder(ctx.home, 'app', laneOf(ctx.config, { id: 'A', identifier: 'A' }), { signal });
  expect(await removeOldRuns(ctx)).toEqual([]);
  expect((await readdir(root)).sort()).toEqual(['run-00000002', 'run-00000004']);
});

test('what a kill left half removed goes with the next pass', async () => {
  const { ctx, root } = await stage(5);
  await mkdir(join(root, '.removed-run-00000001'), { recursive: true });
  await writeFile(join(root, '.removed-run-00000001/journal.jsonl'), 'half');
  expect(await removeOldRuns(ctx)).toEqual([]);
  expect(await readdir(root)).toEqual([]);
});
