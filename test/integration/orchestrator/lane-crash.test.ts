import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { prepareLane, requireSafeLane } from '../../../src/orchestrator/lane/prepare.ts';
import { childProgram } from '../../support/child-program.ts';
import { laneStage, NO_HOOKS } from '../../support/lane.ts';
import { eventually } from '../../support/waits.ts';

const maker = childProgram('lane.ts');

test('after a kill -9 of its maker a lane is made again, and what was left is cleared away', async () => {
  const it = await laneStage();
  const request = it.request('ENG-12', { hooks: { ...NO_HOOKS, afterCreate: 'echo ready' } });
  it.server.behaviour.stallAfter = 10;
  const child = await maker.start(JSON.stringify(request));
  await eventually(() => it.server.requests.some(({ path }) => path.endsWith('/git-upload-pack')), 'a fetch');
  process.kill(child.pid, 'SIGKILL');
  await child.exited;
  expect((await readdir(it.root)).some((name) => name.startsWith('.ENG-12.partial-'))).toBe(true);
  it.server.behaviour.stallAfter = null;

  expect(await prepareLane(request)).toMatchObject({ created: true, afterCreate: { outputTail: 'ready' } });

  expect(await readdir(it.root)).toEqual(['ENG-12']);
  await requireSafeLane(request);
});
