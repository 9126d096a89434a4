import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { acquireLock, lockHolder } from '../../../src/platform/lock.ts';
import { redactor } from '../../../src/platform/redact.ts';
import { readJournal } from '../../../src/symphony/journal/read.ts';
import { openJournal } from '../../../src/symphony/journal/store.ts';
import { childProgram } from '../../support/child-program.ts';
import { anywhere } from '../../support/limits.ts';
import { generator, testSeed, WHOLE_SWEEP } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';

const KILLS = WHOLE_SWEEP ? 200 : 20;
const writer = childProgram('journal-writer.ts');

/** What a writer told before it was killed. */
interface Story {
  pid: number;
  /** Milliseconds to take the lock of one that was killed, and to take it again once it is free. */
  takenMs: number;
  againMs: number;
  /** Events that were there when it opened the journal. */
  found: number;
  /** Number of the last event that it was told is safe; -1 when it came to none. */
  acknowledged: number;
}

/** Starts a writer and kills it so many milliseconds after its journal was open. */
async function writeAndKill(dir: string, afterMs: number): Promise<Story> {
  const child = await writer.start(dir);
  const story: Story = {
    pid: child.pid,
    takenMs: Number.NaN,
    againMs: Number.NaN,
    found: -1,
    acknowledged: -1,
  };
  for await (const line of child.lines) {
    const told = JSON.parse(line) as { takenMs?: number; againMs?: number; found?: number; written?: number };
    story.takenMs = told.takenMs ?? story.takenMs;
    story.againMs = told.againMs ?? story.againMs;
    story.acknowledged = told.written ?? story.acknowledged;
    if (told.found === undefined) continue;
    story.found = told.found;
    setTimeout(() => process.kill(child.pid, 'SIGKILL'), anywhere(afterMs));
  }
  await child.exited;
  return story;
}

describe('a journal whose writer is killed with SIGKILL', () => {
  it(`keeps every acknowledged event, ${KILLS} times over, and its lock is free at once`, async () => {
    const seed = testSeed();
    console.log(`seed ${seed}`);
    const random = generator(seed);
    const dir = await tempDir();
    let before = 0;
    const taken: number[] = [];
    const again: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const story = await writeAndKill(dir, random() * 60);
      expect(story.found, `kill ${kill}`).toBeGreaterThanOrEqual(before);
      before = Math.max(story.found, story.acknowledged + 1);
      if (kill === 0) continue;
      taken.push(story.takenMs);
      again.push(story.againMs);
    }
    // Whoever waited for a heartbeat would need seconds where a free lock takes milliseconds.
    expect(median(taken) / median(again), 'take-over against a free lock').toBeLessThan(10);

    const journal = await openJournal(join(dir, 'journal.jsonl'), systemClock, redactor());
    await journal.close();
    const numbers: number[] = [];
    for await (const { seq } of readJournal(join(dir, 'journal.jsonl'))) numbers.push(seq);
    expect(numbers).toEqual(numbers.map((_seq, index) => index));
    expect(numbers.length).toBeGreaterThanOrEqual(before);
    console.log(
      `${numbers.length} events, a take-over takes ${(median(taken) / median(again)).toFixed(1)} times as long as a free lock`,
    );
  });

  it('lets no second writer in while the first lives', async () => {
    const dir = await tempDir();
    const child = await writer.start(dir);
    await child.lines.next();
    await expect(acquireLock(join(dir, 'engine'))).rejects.toMatchObject({
      code: 'lock.held',
      data: { pid: child.pid },
    });
    expect(await lockHolder(join(dir, 'engine'))).toMatchObject({ pid: child.pid });
    process.kill(child.pid, 'SIGKILL');
    await child.exited;
    expect(await lockHolder(join(dir, 'engine'))).toBeUndefined();
    const lock = await acquireLock(join(dir, 'engine'));
    expect(await lockHolder(join(dir, 'engine'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });
});

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
