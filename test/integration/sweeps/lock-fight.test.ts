import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LiveProcess } from '../../../src/platform/process/run.ts';
import { childProgram } from '../../support/child-program.ts';
import { generator, testSeed, WHOLE_SWEEP } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';

const competitor = childProgram('lock-competitor.ts');
const FIGHT_MS = WHOLE_SWEEP ? 60_000 : 5_000;

describe('a lock', () => {
  it(`is never held by two of six that fight for it and are killed, for ${FIGHT_MS / 1_000} s`, async () => {
    const seed = testSeed();
    const random = generator(seed);
    const dir = await tempDir();
    let held = 0;
    const breaches: string[] = [];
    const waits: number[] = [];
    let lastHeld = performance.now();
    const start = async (): Promise<LiveProcess> => {
      const child = await competitor.start(dir);
      void (async () => {
        for await (const line of child.lines)
          if (line === 'held') {
            held++;
            waits.push(performance.now() - lastHeld);
            lastHeld = performance.now();
          } else breaches.push(line);
      })();
      return child;
    };
    const children = await Promise.all(Array.from({ length: 6 }, start));
    const end = Date.now() + FIGHT_MS;
    let kills = 0;
    while (Date.now() < end) {
      await sleep(50 + random() * 250);
      const victim = Math.floor(random() * children.length);
      process.kill(children[victim]?.pid ?? 0, 'SIGKILL');
      kills++;
      children[victim] = await start();
    }
    const complaints = children.map((child) => child.stderrTail()).filter((text) => text !== '');
    await Promise.all(children.map((child) => child.stop(0)));
    console.log(
      `seed ${seed}: held ${held} times, ${kills} kills, longest wait ${Math.max(...waits).toFixed(0)} ms`,
    );
    expect(breaches).toEqual([]);
    expect(complaints).toEqual([]);
    // Enough of a fight on a busy machine, too.
    expect(held).toBeGreaterThan(5);
  });
});
