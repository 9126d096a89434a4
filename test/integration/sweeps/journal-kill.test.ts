import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/clock.ts';
import { acquireLock, lockHolder } from '../../../src/platform/lock.ts';
import { redactor } from '../../../src/platform/redact.ts';
import { readJournal } from '../../../src/symphony/journal/read.ts';
import { openJournal } from '../../../src/symphony/journal/store.ts';
import { childProgram } from '../../support/child-program.ts';
import { generator, testSeed, WHOLE_SWEEP } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';
import { hereAndNow } from '../../support/slowness.ts';

const KILLS = WHOLE_SWEEP ? 200 : 20;
const writer = childProgram('journal-writer.ts');

/** What a writer told before it was killed. */
interface Story {
  pid: number;
  lockedMs: number;
  /** Events that were there when it opened the journal. */
  found: number;
  /** Number of the last event that it was told is safe; -1 when it came to none. */
  acknowledged: number;
}

/** Starts a writer and kills it so many milliseconds after its journal was open. */
async function writeAndKill(dir: string, afterMs: number): Promise<Story> {
  const child = await writer.start(dir);
  const story: Story = { pid: child.pid, lockedMs: Number.NaN, found: -1, acknowledged: -1 };
  for await (const line of child.lines) {
    const told = JSON.parse(line) as { lockedMs?: number; found?: number; written?: number };
    story.lockedMs = told.lockedMs ?? story.lockedMs;
    story.acknowledged = told.written ?? story.acknowledged;
    if (told.found === undefined) continue;
    story.found = told.found;
    setTimeout(() => process.kill(child.pid, 'SIGKILL'), afterMs);
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
    const waits: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const story = await writeAndKill(dir, random() * 60);
      expect(story.found, `kill ${kill}`).toBeGreaterThanOrEqual(before);
      before = Math.max(story.found, story.acknowledged + 1);
      if (kill > 0) waits.push(story.lockedMs);
    }
    expect(Math.max(...waits)).toBeLessThan(hereAndNow(500));

    const journal = await openJournal(join(dir, 'journal.jsonl'), systemClock, redactor());
    await journal.close();
    const numbers: number[] = [];
    for await (const { seq } of readJournal(join(dir, 'journal.jsonl'))) numbers.push(seq);
    expect(numbers).toEqual(numbers.map((_seq, index) => index));
    expect(numbers.length).toBeGreaterThanOrEqual(before);
    console.log(`${numbers.length} events, longest take-over ${Math.max(...waits).toFixed(0)} ms`);
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
    const from = performance.now();
    const lock = await acquireLock(join(dir, 'engine'));
    expect(performance.now() - from).toBeLessThan(hereAndNow(500));
    await lock.release();
  });
});
