import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import { MaestroError } from '../../platform/errors.ts';
import { syncFolder } from '../../platform/files.ts';
import type { Redact } from '../../platform/redact.ts';
import type { Contribution } from '../contribution.ts';
import type { EventBody, JournalEvent } from './events.ts';
import { apply, fold } from './fold.ts';
import { encodeEvent } from './line.ts';
import { BEGINNING, type JournalPlace, readJournalFrom } from './read.ts';
import { repairEnd } from './repair.ts';

// Many and cheap to lose in a power cut; a killed process loses none of them, for the system has them by then.
const NOT_FLUSHED: ReadonlySet<EventBody['type']> = new Set<EventBody['type']>(['agent', 'clone_progress']);

const TAKEN_OVER = 'Nothing is lost: that process goes on with this contribution.';
const DISK_FULL = 'Look whether the disk is full, then resume.';

/** An open journal: its one writer. */
export interface Journal {
  /** What was in it when it was opened, without the agents' own events (they can be very many; the state has their sums). */
  readonly events: readonly JournalEvent[];
  /** The fold of everything in it now. */
  state(): Contribution;
  /**
   * Writes one event behind all earlier ones; when it resolves, no kill of the process loses it, and no power cut
   * one that changes the state.
   * @throws MaestroError `journal.two-writers`, `journal.write-failed`, `journal.closed`.
   */
  append(body: EventBody): Promise<JournalEvent>;
  close(): Promise<void>;
}

/**
 * Opens (or makes) a journal for writing and repairs a torn end. The caller holds the contribution's lock; `lost` is
 * that lock's signal: once it is aborted nothing is written any more.
 * @throws MaestroError `journal.damaged`.
 */
export async function openJournal(
  path: string,
  clock: Clock,
  redact: Redact,
  lost?: AbortSignal,
): Promise<Journal> {
  await mkdir(dirname(path), { recursive: true });
  const handle = await open(path, 'a+', 0o600);
  try {
    await syncFolder(dirname(path));
    const read = await readAll(path, BEGINNING, []);
    if (await repairEnd(handle, path, read.place))
      Object.assign(read, await readAll(path, read.place, read.events, read.state));
    return journal(handle, path, clock, redact, lost, read);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Content {
  events: JournalEvent[];
  state: Contribution;
  place: JournalPlace;
}

async function readAll(
  path: string,
  from: JournalPlace,
  events: JournalEvent[],
  state?: Contribution,
): Promise<Content> {
  const content: Content = { events, state: state ?? fold([]), place: from };
  for await (const batch of readJournalFrom(path, from)) {
    for (const event of batch.events) {
      content.state = apply(content.state, event);
      if (event.type !== 'agent') events.push(event);
    }
    content.place = batch.place;
  }
  return content;
}

function journal(
  handle: FileHandle,
  path: string,
  clock: Clock,
  redact: Redact,
  lost: AbortSignal | undefined,
  content: Content,
): Journal {
  let { state } = content;
  let { offset, events: seq } = content.place;
  let refusal: MaestroError | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const refuse = (code: string, what: string, remedy: string, cause?: unknown): MaestroError => {
    refusal = new MaestroError(code, `The journal ${path} ${what}.`, { remedy, cause });
    return refusal;
  };

  async function write(body: EventBody): Promise<JournalEvent> {
    if (refusal) throw refusal;
    if (lost?.aborted || (await handle.stat()).size !== offset)
      throw refuse('journal.two-writers', 'was taken over by another process', TAKEN_OVER, lost?.reason);
    const { event, line } = encodeEvent({ v: 1, seq, at: clock.now().toISOString(), ...body }, redact);
    const bytes = Buffer.from(line);
    try {
      await handle.appendFile(bytes);
      if (!NOT_FLUSHED.has(body.type)) await handle.datasync();
    } catch (cause) {
      // Half a line must not stay; when even this fails, the next opening repairs it.
      await handle.truncate(offset).catch(() => undefined);
      throw refuse('journal.write-failed', 'could not be written', DISK_FULL, cause);
    }
    offset += bytes.length;
    seq++;
    state = apply(state, event);
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
      refuse('journal.closed', 'is closed', 'This is a defect of Maestro Symphony. Please report it.');
    },
  };
}
