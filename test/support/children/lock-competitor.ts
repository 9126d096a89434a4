// One of several that want the same lock all the time: `lock-competitor.mjs DIR`. Whoever holds it must be alone.
import { readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MaestroError } from '../../../src/platform/errors.ts';
import { acquireLock, isProcessAlive } from '../../../src/platform/lock.ts';

const dir = process.argv[2] ?? '';
const inside = join(dir, 'inside');
const tell = (what: string): void => void writeSync(1, `${what}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Leaves our mark inside. Another's mark is a breach while its owner lives; a killed one's is cleared away. */
function enter(): void {
  try {
    writeFileSync(inside, String(process.pid), { flag: 'wx' });
  } catch {
    const other = Number(readFileSync(inside, 'utf8'));
    if (isProcessAlive(other)) tell(`breach: ${other} was inside`);
    writeFileSync(inside, String(process.pid));
  }
}

function leave(): void {
  const found = readFileSync(inside, 'utf8');
  if (found !== String(process.pid)) tell(`breach: ${found} came in`);
  rmSync(inside);
}

for (;;)
  try {
    const lock = await acquireLock(join(dir, 'engine'));
    enter();
    await pause(Math.random() * 10);
    leave();
    tell('held');
    await lock.release();
    await pause(Math.random() * 5);
  } catch (error) {
    if (!(error instanceof MaestroError && error.code === 'lock.held')) throw error;
    await pause(Math.random() * 10);
  }
