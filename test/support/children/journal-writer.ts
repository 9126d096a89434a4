// A writer that a test kills: `journal-writer.mjs DIR`. Tells on standard output, line by line, what it has done.
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/platform/clock.ts';
import { acquireLock } from '../../../src/platform/lock.ts';
import { redactor } from '../../../src/platform/redact.ts';
import type { EventBody } from '../../../src/symphony/journal/events.ts';
import { openJournal } from '../../../src/symphony/journal/store.ts';

const dir = process.argv[2] ?? '';
const tell = (what: object): void => void writeSync(1, `${JSON.stringify(what)}\n`);

const from = performance.now();
const first = await acquireLock(join(dir, 'engine'));
const takenMs = performance.now() - from;
await first.release();
const freeFrom = performance.now();
const lock = await acquireLock(join(dir, 'engine'));
tell({ takenMs, againMs: performance.now() - freeFrom });
const journal = await openJournal(join(dir, 'journal.jsonl'), systemClock, redactor(), lock.lost);
tell({ found: journal.state().events });
for (let n = 0; ; n++) {
  const text = 'x'.repeat((n * 7_919) % 60_000);
  const body: EventBody =
    n % 3 === 0
      ? { type: 'notice', code: 'n', message: text }
      : { type: 'agent', document: 0, task: 'a', event: { kind: 'message', text } };
  tell({ written: (await journal.append(body)).seq });
}
