import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { anywhere } from '../../support/limits.ts';
import { processesWith } from '../../support/processes.ts';
import { generator, testSeed } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';
import { eventually } from '../../support/waits.ts';

const root = join(import.meta.dirname, '../../..');
const random = generator(testSeed());
const FILE = 'test/unit/platform/lines.test.ts';

/** The runner on one small file, with a temporary folder of its own; as from a terminal, in a process group of its own. */
async function runner(...args: string[]): Promise<{
  child: ChildProcess;
  printed: () => string;
  ended: Promise<unknown>;
  nothingLeft: () => Promise<void>;
}> {
  const dir = await tempDir();
  const child = spawn(process.execPath, ['scripts/test.mjs', FILE, ...args], {
    cwd: root,
    detached: true,
    env: { ...process.env, MAESTRO_SEED: '7', MAESTRO_SLOWNESS: '1', TMPDIR: dir },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return {
    child,
    printed: () => text,
    ended: once(child, 'close').then(([code]) => code as unknown),
    nothingLeft: async () => {
      expect(await readdir(dir), text).toEqual([]);
      expect(processesWith(`TMPDIR=${dir}/`)).toEqual([]);
    },
  };
}

test('a line for the file, and the counts at the end', async () => {
  const there = await runner();
  expect(await there.ended, there.printed()).toBe(0);
  expect(there.printed()).toMatch(
    /^unit +1\/1 {2}\d+ passed {2}platform\/lines\.test\.ts \(\d+ tests, [\d.]+ s\)$/m,
  );
  expect(there.printed()).toMatch(/\nin [\d.]+ s, seed 7\n\d+ passed, 0 failed, 0 skipped\n$/);
  await there.nothingLeft();
});

test.runIf(process.platform !== 'win32').each([
  ['the runner', 1],
  ['its whole group, as a terminal does', -1],
])('an interruption of %s leaves nothing behind', async (_what, sign) => {
  const there = await runner();
  await eventually(() => there.printed().includes('seed 7'), there.printed);
  await sleep(anywhere(random() * 1_000));
  process.kill(sign * (there.child.pid ?? expect.fail('not started')), 'SIGINT');
  // At the very end of a run it may have been over already.
  expect([0, 130], there.printed()).toContain(await there.ended);
  expect(there.printed()).toMatch(/\d+ passed, 0 failed, 0 skipped\n$/);
  await there.nothingLeft();
});
