import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run as runCommand } from '../../../src/platform/process/run.ts';
import type { Asked, Reply } from '../../support/fake-model.ts';
import { HANG_MS } from '../../support/limits.ts';
import { handOffCalls, orchestratorStage } from '../../support/orchestrator.ts';

test('a lane goes once its issue is done, unless it holds work that exists nowhere else', async () => {
  const there = await orchestratorStage({
    reply: (asked: Asked): Reply =>
      handOffCalls({ id: 'ENG-1', shell: 'echo hello > hello.txt' }, asked)[asked.results.length] ?? {
        say: 'Done.',
      },
  });
  there.issue();
  expect((await there.once()).run).toMatchObject({ closed: { how: 'succeeded' } });
  const lanes = there.config.workspaceRoot;
  const lane = join(lanes, 'ENG-1');
  const git = (...args: string[]) =>
    runCommand('git', ['-C', lane, '-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], {
      env: { PATH: process.env.PATH, HOME: there.home },
      timeoutMs: HANG_MS,
    });
  // With reviewers: not over yet.
  expect((await there.once()).notes).toEqual([]);
  there.linear.setState('ENG-1', 'Done');
  expect((await there.once({ dryRun: true })).notes).toEqual([]);
  await writeFile(join(lane, 'notes.txt'), 'nowhere else');
  expect((await there.once()).notes).toEqual([
    'ENG-1: its state is Done; its folder is left: it holds 1 changed file.',
  ]);
  await rm(join(lane, 'notes.txt'));
  await git('commit', '-q', '--allow-empty', '-m', 'Not pushed');
  expect((await there.once()).notes).toEqual([
    'ENG-1: its state is Done; its folder is left: it holds 1 commit that no remote has.',
  ]);
  await git('reset', '-q', '--hard', 'HEAD~1');
  // The root has moved meanwhile: the lane is where it was made.
  there.config.workspaceRoot = join(there.home, 'elsewhere');
  expect((await there.once()).notes).toEqual(['ENG-1: its state is Done; its folder was removed.']);
  expect(await readdir(lanes)).toEqual([]);
  expect((await there.once()).notes).toEqual([]);
});
