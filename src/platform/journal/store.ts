import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../clock.ts';
import { MaestroError } from '../errors.ts';
import { syncFolder } from '../files.ts';
import type { Redact } from '../redact.ts';
import type { JournalKind, Stamped } from './kind.ts';
import { encodeEvent } from './line.ts';
import { BEGINNING, type JournalPlace, readJournalOf } from './read.ts';
import { repairEnd } from './repair.ts';

const TAKEN_OVER = 'Nothing is lost: that process continues the work.';
const DISK_FULL = 'Look whether the disk is full, then resume.';

/** An open journal: its one writer. */
export interface Journal<B, S> {
  /** What was in it when it was opened, without those that its kind does not hold (they can be very many; the state has their sums). */
  readonly events: readonly Stamped<B>[];
  /** The fold of everything in it now. */
  state(): S;
  /**
   * Writes one event behind all earlier ones; when it resolves, no kill of the process loses it, and no power cut
   * one that changes the state.
   * @throws MaestroError `journal.two-writers`, `journal.write-failed`, `journal.closed`.
   */
  append(body: B): Promise<Stamped<B>>;
  close(): Promise<void>;
}

/**
 * Opens (or makes) a journal for writing and repairs a torn end. The caller holds the lock that goes with it; `lost` is
 * that lock's signal: once it is aborted nothing is written any more.
 * @throws MaestroError `journal.damaged`.
 */
export async function openJournalOf<B extends { type: string }, S>(
  kind: JournalKind<B, S>,
  path: string,
  clock: Clock,
  redact: Redact,
  lost?: AbortSignal,
): Promise<Journal<B, S>> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'a+', 0o600);
  try {
    await syncFolder(dirname(path));
    const nothing = { events: [], state: kind.nothing, place: BEGINNING };
    let read = await readAll(kind, path, nothing);
    if (await repairEnd(handle, path, read.place)) read = await readAll(kind, path, read);
    return journal({ kind, handle, path, clock, redact, lost }, read);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Content<B, S> {
  events: Stamped<B>[];
  state: S;
  place: JournalPlace;
}

async function readAll<B extends { type: string }, S>(
  kind: JournalKind<B, S>,
  path: string,
  before: Content<B, S>,
): Promise<Content<B, S>> {
  const content = { ...before };
  for await (const batch of readJournalOf(kind, path, before.place)) {
    content.state = kind.apply(content.state, batch.events);
    for (const event of batch.events) if (!kind.notHeld.has(event.type)) content.events.push(event);
    content.place = batch.place;
  }
  return content;
}

function journal<B extends { type: string }, S>(
  at: {
    kind: JournalKind<B, S>;
    handle: FileHandle;
    path: string;
    clock: Clock;
    redact: Redact;
    lost: AbortSignal | undefined;
  },
  content: Content<B, S>,
): Journal<B, S> {
  const { kind, handle, path, clock, redact, lost } = at;
  let { state } = content;
  let { offset, events: seq } = content.place;
  let refusal: MaestroError | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const refuse = (code: string, what: string, remedy: string, cause?: unknown): MaestroError => {
    refusal = new MaestroError(code, `The journal ${path} ${what}.`, { remedy, cause });
    return refusal;
  };

  async function write(body: B): Promise<Stamped<B>> {
    if (refusal) throw refusal;
    if (lost?.aborted || (await handle.stat()).size !== offset)
      throw refuse('journal.two-writers', 'was taken over by another process', TAKEN_OVER, lost?.reason);
    const stamp = { v: 1 as const, seq, at: clock.now().toISOString() };
    const { event, line } = encodeEvent({ ...stamp, ...body }, redact);
    const bytes = Buffer.from(line);
    try {
      await handle.appendFile(bytes);
      if (!kind.notFlushed.has(body.type)) await handle.datasync();
    } catch (cause) {
      // Half a line must not stay; when even this fails, the next opening repairs it.
      await handle.truncate(offset).catch(() => undefined);
      throw refuse('journal.write-failed', 'could not be written', DISK_FULL, cause);
    }
    offset += bytes.length;
    seq++;
    state = kind.apply(state, [event]);
    return event;
  }

  return {
    events: content.events,
    state: () => state,
    append(body) {
      const result = queue.then(() => write(body));
      queue = result.catch(() => undefined);
      return result;
    },
    async close() {
      await queue;
      await handle.close();
      refuse('journal.closed', 'is closed', 'This is a bug in Maestro Symphony. Please report it.');
    },
  };
}
