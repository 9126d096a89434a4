import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apply } from '../../src/symphony/journal/fold.ts';
import { readJournal } from '../../src/symphony/journal/read.ts';
import type { Contribution } from '../../src/symphony/contribution.ts';
import type { EventBody } from '../../src/symphony/journal/events.ts';
import { created } from '../support/events.ts';
import { tempDir } from '../support/temp.ts';

const EVENTS = 40_000;

describe('reading a long journal', () => {
  it('costs at most a few times what JSON.parse costs', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    const bodies: EventBody[] = [created()];
    while (bodies.length < EVENTS)
      bodies.push({
        type: 'agent',
        document: 0,
        task: 'One#1',
        event: { kind: 'message', text: `Looking at line ${bodies.length}. ${'word '.repeat(60)}` },
      });
    const at = '2026-11-21T00:00:00.000Z';
    const lines = bodies.map((body, seq) => JSON.stringify({ v: 1, seq, at, ...body }));
    await writeFile(path, `${lines.join('\n')}\n`);

    const parsing = time(() => {
      for (const line of lines) JSON.parse(line);
    });
    const from = performance.now();
    let state: Contribution | undefined;
    for await (const event of readJournal(path)) state = apply(state, event);
    const folding = performance.now() - from;

    const { size } = await stat(path);
    const rate = size / 1_000_000 / (folding / 1_000);
    console.log(`fold: ${rate.toFixed(0)} MB/s, ${(folding / parsing).toFixed(1)} times JSON.parse`);
    expect(state?.events).toBe(EVENTS);
    // Measured 8 on a busy machine. A fold that grows with the square of the events would be hundreds.
    expect(folding / parsing).toBeLessThan(20);
  });
});

function time(work: () => void): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
