import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { startProcess } from '../../../src/platform/process/run.ts';
import { endMarked, endTree } from '../../../src/platform/process/tree.ts';
import { reached } from '../../support/limits.ts';
import { processesWith } from '../../support/processes.ts';
import { eventually } from '../../support/waits.ts';

const posix = test.skipIf(process.platform === 'win32');
const linux = test.skipIf(process.platform !== 'linux');

/** A shell that starts commands in sessions of their own, as a terminal does; `setsid` belongs to util-linux. */
async function start(mark: string, script: string) {
  const env = { PATH: process.env.PATH, TREE_MARK: mark };
  return startProcess('/bin/sh', ['-c', script], { cwd: '/', env });
}

linux('a tree ends with its branches that made sessions of their own', async () => {
  const mark = `mark-${randomUUID()}`;
  const live = await start(mark, 'setsid sh -c "setsid sleep 300; true" & sleep 301; true');
  const sleeping = () => processesWith(mark).filter((line) => /^\d+ sleep 30/.test(line));
  await eventually(() => sleeping().length === 2, 'both commands run');
  await endTree(live.pid);
  await eventually(
    () => processesWith(mark).length === 0,
    () => processesWith(mark).join('; '),
  );
});

linux('what lost its parent is found by its mark, and nothing else is', async () => {
  const [mark, other] = [`mark-${randomUUID()}`, `mark-${randomUUID()}`];
  // The shell waits until the command has a session of its own: before that it would end with the shell's group.
  const orphaning =
    '(setsid sh -c "echo up; exec sleep 300 >/dev/null" 2>/dev/null </dev/null &) | head -n 1 >/dev/null; exit 0';
  await (await start(mark, orphaning)).exited;
  const stays = await start(other, 'sleep 300; true');
  await eventually(() => processesWith(mark).length === 1, 'the orphan runs');
  await endMarked('TREE_MARK', mark.slice(0, -1));
  expect(processesWith(mark)).toHaveLength(1);
  await endMarked('TREE_MARK', mark);
  await eventually(() => processesWith(mark).length === 0, 'the orphan ended');
  expect(processesWith(other).length).toBeGreaterThan(0);
  await stays.stop(reached(100));
});

posix('a process that is gone is no error', async () => {
  const live = await start('gone', 'exit 0');
  await live.exited;
  await endTree(live.pid);
});
