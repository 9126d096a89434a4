import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../../src/platform/clock.ts';
import { redactor } from '../../../../src/platform/redact.ts';
import type { EventBody, JournalEvent } from '../../../../src/symphony/journal/events.ts';
import { fold } from '../../../../src/symphony/journal/fold.ts';
import { readJournal } from '../../../../src/symphony/journal/read.ts';
import { type Journal, openJournal } from '../../../../src/symphony/journal/store.ts';
import { CLAIM, created, PREPARATION, turn } from '../../../support/events.ts';
import { tempDir } from '../../../support/temp.ts';

const plain = redactor();
const clock: Clock = { ...systemClock, now: () => new Date('2026-03-01T10:00:00Z') };
const START = [created(), ...CLAIM];

async function write(path: string, bodies: readonly EventBody[]): Promise<void> {
  await using(await openJournal(path, clock, plain), async (journal) => {
    for (const body of bodies) await journal.append(body);
  });
}

async function using<T>(journal: Journal, work: (journal: Journal) => Promise<T>): Promise<T> {
  try {
    return await work(journal);
  } finally {
    await journal.close();
  }
}

async function all(path: string): Promise<JournalEvent[]> {
  const found: JournalEvent[] = [];
  for await (const event of readJournal(path)) found.push(event);
  return found;
}

const types = (events: readonly JournalEvent[]): string[] => events.map(({ type }) => type);

describe('a journal', () => {
  it('keeps its events, numbered and stamped, across openings', async () => {
    const path = join(await tempDir(), 'c', 'journal.jsonl');
    await write(path, START);
    await using(await openJournal(path, clock, plain), async (journal) => {
      expect(types(journal.events)).toEqual(types(await all(path)));
      const event = await journal.append({ type: 'resumed' });
      expect(event).toEqual({ v: 1, seq: START.length, at: '2026-03-01T10:00:00.000Z', type: 'resumed' });
    });
    const events = await all(path);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index));
    expect(types(events)).toEqual([...START.map(({ type }) => type), 'resumed']);
  });

  it('knows its state, with the agents’ events that it does not keep in memory', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    await write(path, [...START, ...PREPARATION, ...turn('a', 'A').slice(0, 3)]);
    await using(await openJournal(path, clock, plain), async (journal) => {
      expect(types(journal.events)).not.toContain('agent');
      expect(journal.state()).toEqual(fold(await all(path)));
      await journal.append({ type: 'engine_stopped', reason: 'x' });
      expect(journal.state()).toEqual(fold(await all(path)));
    });
  });

  it('keeps the order of appends that are not waited for', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    await using(await openJournal(path, clock, plain), async (journal) => {
      await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          journal.append({ type: 'notice', code: 'n', message: String(n) }),
        ),
      );
    });
    expect((await all(path)).map((event) => event.type === 'notice' && event.message)).toEqual(
      Array.from({ length: 50 }, (_, n) => String(n)),
    );
  });

  it('never holds a secret', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    const secret = 'correct-horse-battery';
    const token = `ghp_${'a1B2'.repeat(9)}`;
    await using(await openJournal(path, clock, redactor([secret])), async (journal) => {
      await journal.append({
        type: 'notice',
        code: 'n',
        message: `${secret} https://u:${secret}@x.org ${token}`,
      });
      await journal.append({
        type: 'turn_started',
        document: 0,
        task: 'a',
        text: token,
        attempt: 1,
        prompt: `a\n${secret}`,
      });
      expect(JSON.stringify(journal.state())).not.toContain(secret);
    });
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain(secret);
    expect(text).not.toContain(token);
    expect(text).toContain('[redacted]');
  });

  it('cuts the longest strings of an event that is too long, and no short one', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    const prompt = `${'x'.repeat(400_000)}😀`.repeat(3);
    await write(path, [
      created(),
      { type: 'turn_started', document: 0, task: 'key', text: 't'.repeat(1_000), attempt: 1, prompt },
    ]);
    const [, event] = await all(path);
    expect(Buffer.byteLength(await readFile(path))).toBeLessThan(256 * 1024 + 2_000);
    expect(event).toMatchObject({ task: 'key', text: 't'.repeat(1_000) });
    expect(event?.type === 'turn_started' && event.prompt).toMatch(/^x+… \[\d+ more characters were cut\]$/);
  });

  it('refuses to write on behind another writer', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    await using(await openJournal(path, clock, plain), async (first) => {
      await first.append(created());
      await write(path, [{ type: 'resumed' }]);
      await expect(first.append({ type: 'resumed' })).rejects.toMatchObject({ code: 'journal.two-writers' });
      await expect(first.append({ type: 'resumed' })).rejects.toMatchObject({ code: 'journal.two-writers' });
    });
    expect(types(await all(path))).toEqual(['created', 'resumed']);
  });

  it('writes nothing once its lock is lost, or it is closed', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    const lost = new AbortController();
    const journal = await openJournal(path, clock, plain, lost.signal);
    await journal.append(created());
    lost.abort(new Error('slept'));
    await expect(journal.append({ type: 'resumed' })).rejects.toMatchObject({ code: 'journal.two-writers' });
    await journal.close();
    await expect(journal.append({ type: 'resumed' })).rejects.toMatchObject({ code: 'journal.closed' });
    expect(types(await all(path))).toEqual(['created']);
  });
});

describe('a journal after a crash', () => {
  it('is whole again wherever its last line was cut', async () => {
    const dir = await tempDir();
    const path = join(dir, 'journal.jsonl');
    await write(path, START);
    const whole = await readFile(path);
    const lastLine = whole.subarray(0, -1).lastIndexOf(0x0a) + 1;
    for (let size = lastLine; size <= whole.length; size++) {
      await writeFile(path, whole.subarray(0, size));
      await write(path, [{ type: 'resumed' }]);
      // Only the newline was missing: the event is there, and stays.
      const kept = size >= whole.length - 1 ? START : START.slice(0, -1);
      expect(types(await all(path)), `cut at ${size}`).toEqual([...kept.map(({ type }) => type), 'resumed']);
    }
  });

  it.each([
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x22])],
    ['zeros, as a file system leaves them', Buffer.alloc(5_000)],
    ['half a line and a newline', Buffer.from('{"v":1,"seq":5,"at":"2026\n')],
    ['an event with the wrong number', Buffer.from('{"v":1,"seq":99,"at":"","type":"resumed"}')],
    ['a blank line', Buffer.from('\n \n')],
  ])('moves %s aside and loses nothing', async (_name, torn) => {
    const dir = await tempDir();
    const path = join(dir, 'journal.jsonl');
    await write(path, START);
    await appendFile(path, torn);
    await write(path, [{ type: 'resumed' }]);
    expect(types(await all(path))).toEqual([...START.map(({ type }) => type), 'resumed']);
    expect(await readFile(join(dir, 'journal.torn'))).toEqual(Buffer.concat([torn, Buffer.from('\n')]));
  });

  it('does not show a reader what is still being written', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    await write(path, START);
    await truncate(path, (await readFile(path)).length - 1);
    expect(await all(path)).toHaveLength(START.length - 1);
  });

  it('says so when it is damaged inside, and is not written to', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    await write(path, START);
    const lines = (await readFile(path, 'utf8')).split('\n');
    for (const [broken, message] of [
      [lines.with(2, '{"v":1,'), /event 2 is not JSON/],
      [lines.toSpliced(2, 1), /event 2 has the number 3/],
      [lines.with(2, '[]'), /event 2 has the number none/],
    ] as const) {
      await writeFile(path, broken.join('\n'));
      await expect(openJournal(path, clock, plain)).rejects.toMatchObject({
        code: 'journal.damaged',
        message: expect.stringMatching(message),
      });
      expect(await readFile(path, 'utf8')).toBe(broken.join('\n'));
    }
  });

  it('keeps events of a later version and counts them', async () => {
    const path = join(await tempDir(), 'journal.jsonl');
    await write(path, [created()]);
    const strange = '{"v":1,"seq":1,"at":"2027-01-01T00:00:00Z","type":"sang","song":"la"}\n';
    await appendFile(path, strange);
    await write(path, [{ type: 'resumed' }]);
    expect((await all(path)).map(({ type, seq }) => [type, seq])).toEqual([
      ['created', 0],
      ['resumed', 2],
    ]);
    expect(await readFile(path, 'utf8')).toContain(strange);
  });
});
