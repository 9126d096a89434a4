import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leaseHolder, takeLease } from '../../../src/orchestrator/lane/lease.ts';
import { childProgram } from '../../support/child-program.ts';
import { tempDir } from '../../support/temp.ts';

const child = childProgram('lease-holder.ts');
const lane = { issueId: 'ENG-12', name: 'ENG-12' };

describe('a lease', () => {
  test('of two processes at once one has it, the other is told which lane and by whom; kill -9 frees it', async () => {
    const home = { orchestrator: join(await tempDir(), 'state') };
    const two = await Promise.all([
      child.start(home.orchestrator, 'ENG-12'),
      child.start(home.orchestrator, 'ENG-12'),
    ]);
    const said = await Promise.all(two.map(async ({ lines }) => String((await lines.next()).value)));
    const winner = two[said.indexOf('held')];
    expect(winner).toBeDefined();
    expect(said.filter((line) => line !== 'held')).toEqual([
      `lane.leased ENG-12 ${winner?.pid} The lane ENG-12 is taken by process ${winner?.pid}.`,
    ]);
    expect(await leaseHolder(home, 'app', 'ENG-12')).toMatchObject({ pid: winner?.pid });
    await expect(takeLease(home, 'app', lane)).rejects.toMatchObject({
      code: 'lane.leased',
      data: { pid: winner?.pid },
    });

    process.kill(winner?.pid ?? 0, 'SIGKILL');
    await winner?.exited;

    expect(await leaseHolder(home, 'app', 'ENG-12')).toBeUndefined();
    const lease = await takeLease(home, 'app', lane);
    expect(await leaseHolder(home, 'app', 'ENG-12')).toMatchObject({ pid: process.pid });
    await lease.release();
  });

  test('is one of an issue of a configuration: others are free', async () => {
    const home = { orchestrator: join(await tempDir(), 'state') };
    const leases = [
      await takeLease(home, 'app', lane),
      await takeLease(home, 'other', lane),
      await takeLease(home, 'app', { issueId: '../ENG-12', name: 'x' }),
    ];
    await expect(takeLease(home, 'app', { ...lane, name: 'renamed' })).rejects.toMatchObject({
      code: 'lane.leased',
    });
    for (const lease of leases) await lease.release();
    await (await takeLease(home, 'app', lane)).release();
  });
});
