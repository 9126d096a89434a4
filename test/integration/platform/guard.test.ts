import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isProcessAlive } from '../../../src/platform/lock.ts';
import { childProgram } from '../../support/child-program.ts';
import { tempDir } from '../../support/temp.ts';
import { soon } from '../../support/waits.ts';

const program = childProgram('guarded.ts');

/** Whether something is at a path. */
const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

it.skipIf(process.platform === 'win32')(
  'what it started and its folder with a secret go when it is killed with -9, not before',
  async () => {
    const child = await program.start(await tempDir());
    const { value } = await child.lines.next();
    const { folder, kept, pid } = JSON.parse(String(value)) as { folder: string; kept: string; pid: number };
    expect([await exists(join(folder, 'key')), isProcessAlive(pid)]).toEqual([true, true]);
    process.kill(child.pid, 'SIGKILL');
    await child.exited;
    await soon(async () => [await exists(folder), isProcessAlive(pid)]).toEqual([false, false]);
    expect(await exists(kept), 'a folder whose guard was dismissed').toBe(true);
  },
);
