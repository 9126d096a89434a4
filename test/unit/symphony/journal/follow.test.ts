import { appendFile, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { followJournal } from '../../../../src/symphony/journal/follow.ts';
import { CLAIM, created, events } from '../../../support/events.ts';
import { anywhere } from '../../../support/limits.ts';
import { tempDir } from '../../../support/temp.ts';

const LINES = events([created(), ...CLAIM]).map((event) => `${JSON.stringify(event)}\n`);
const [FIRST = '', SECOND = '', THIRD = ''] = LINES;

/** Follows until `count` events were seen; returns their numbers and the longest wait. */
async function follow(path: string, count: number, act: (seen: number) => Promise<void>): Promise<number[]> {
  const stop = new AbortController();
  const seen: number[] = [];
  const acting = act(0);
  for await (const event of followJournal(path, stop.signal)) {
    seen.push(event.seq);
    if (seen.length === count) stop.abort();
    else await act(seen.length);
  }
  await acting;
  return seen;
}

describe('followJournal', () => {
  it('yields what is there, then what comes', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    await writeFile(path, FIRST + SECOND);
    const seen = await follow(path, 3, async (n) => {
      if (n === 2) await appendFile(path, THIRD);
    });
    expect(seen).toEqual([0, 1, 2]);
  });

  it('waits for a journal that is not there yet', async () => {
    const dir = join(await tempDir(), 'later');
    const path = join(dir, 'journal.jsonl');
    const seen = await follow(path, 1, async (n) => {
      if (n > 0) return;
      await new Promise((resolve) => setTimeout(resolve, anywhere(30)));
      await mkdir(dir);
      await writeFile(path, FIRST);
    });
    expect(seen).toEqual([0]);
  });

  it('shows a line only when it is whole, also when its torn beginning is repaired', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    await writeFile(path, FIRST + SECOND.slice(0, 20));
    const seen = await follow(path, 2, async (n) => {
      if (n !== 1) return;
      await new Promise((resolve) => setTimeout(resolve, anywhere(60)));
      await truncate(path, Buffer.byteLength(FIRST));
      await appendFile(path, SECOND);
    });
    expect(seen).toEqual([0, 1]);
  });

  it('ends at once when it is told to, while it waits or in the middle', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    await writeFile(path, LINES.join(''));
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const event of followJournal(path, stop.signal)) {
      seen.push(event.seq);
      // While it waits for more.
      if (seen.length === LINES.length) setTimeout(() => stop.abort(), anywhere(50));
    }
    expect(seen).toHaveLength(LINES.length);
    const early = await follow(path, 1, async () => undefined);
    expect(early).toEqual([0]);
    const before = AbortSignal.abort();
    for await (const _event of followJournal(path, before)) expect.fail('nothing after the end');
  });

  it('outlives the removal of the folder', async () => {
    const dir = await tempDir();
    const path = join(dir, 'c', 'journal.jsonl');
    await mkdir(join(dir, 'c'));
    await writeFile(path, FIRST);
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const event of followJournal(path, stop.signal)) {
      seen.push(event.seq);
      await rm(join(dir, 'c'), { recursive: true });
      setTimeout(() => stop.abort(), anywhere(50));
    }
    expect(seen).toEqual([0]);
  });
});
