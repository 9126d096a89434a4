import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LiveProcess } from '../../../src/platform/process/run.ts';
import { childProgram } from '../../support/child-program.ts';
import { anywhere } from '../../support/limits.ts';
import { generator, testSeed, WHOLE_SWEEP } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';
import { eventually } from '../../support/waits.ts';

const competitor = childProgram('lock-competitor.ts');
const KILLS = WHOLE_SWEEP ? 300 : 25;

describe('a lock', () => {
  it(`is never held by two of six that fight for it and are killed, ${KILLS} times`, async () => {
    const seed = testSeed();
    const random = generator(seed);
    const dir = await tempDir();
    let held = 0;
    const breaches: string[] = [];
    const start = async (): Promise<LiveProcess> => {
      const child = await competitor.start(dir);
      void (async () => {
        for await (const line of child.lines)
          if (line === 'held') held++;
          else breaches.push(line);
      })();
      return child;
    };
    const children = await Promise.all(Array.from({ length: 6 }, start));
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(anywhere(50 + random() * 150));
      const victim = Math.floor(random() * children.length);
      process.kill(children[victim]?.pid ?? 0, 'SIGKILL');
      children[victim] = await start();
    }
    // However often they are killed, one of them comes to its turn: enough of a fight on a busy machine, too.
    await eventually(() => held > 5, 'it was held by some');
    const complaints = children.map((child) => child.stderrTail()).filter((text) => text !== '');
    await Promise.all(children.map((child) => child.stop(0)));
    console.log(`seed ${seed}: held ${held} times, ${KILLS} kills`);
    expect(breaches).toEqual([]);
    expect(complaints).toEqual([]);
    expect(held).toBeGreaterThan(5);
  });
});
