import { readdir } from 'node:fs/promises';
import type { JournalEvent } from '../../src/symphony/journal/events.ts';
import { openJournal } from '../../src/symphony/journal/store.ts';
import { HANG_MS } from './limits.ts';
import { eventually } from './waits.ts';

export type EventTest = (event: JournalEvent) => boolean;

/** An engine that is held. */
export interface Hold {
  /** Resolves when it is there. */
  there: Promise<void>;
  /** Lets it go on, as soon as it has taken in every request. */
  letGo(): Promise<void>;
}

/** Journals whose events are heard of at the moment when they are safe. */
export interface WatchedJournals {
  /** For `runEngine`. */
  open: typeof openJournal;
  /** Waits for an event of a contribution; `soFar` reads what is there already. */
  event(id: string, test: EventTest, soFar: () => Promise<readonly JournalEvent[]>): Promise<void>;
  /** Holds its engine just after the next such event; `requests` is the folder of its requests. */
  hold(id: string, test: EventTest, requests: string): Hold;
}

/** Somebody who wants to hear of an event; the engine waits for what `heard` returns. */
interface Listener {
  id: string;
  test: EventTest;
  heard(): Promise<void> | undefined;
}

/** Opens them for the engines of this process. */
export function watchedJournals(): WatchedJournals {
  const listeners = new Set<Listener>();
  return {
    async open(...args) {
      const journal = await openJournal(...args);
      return {
        ...journal,
        async append(body) {
          const event = await journal.append(body);
          for (const one of [...listeners])
            if (one.id === journal.state().id && one.test(event)) {
              listeners.delete(one);
              await one.heard();
            }
          return event;
        },
      };
    },
    async event(id, test, soFar) {
      const it = promise();
      const one: Listener = { id, test, heard: () => it.resolve() };
      listeners.add(one);
      // Listened to before it is read: nothing falls between.
      if ((await soFar()).some(test)) it.resolve();
      await notForEver(it.promise, `an event of ${id} for ${test}`);
      listeners.delete(one);
    },
    hold(id, test, requests) {
      const there = promise();
      const over = promise();
      listeners.add({
        id,
        test,
        heard() {
          there.resolve();
          return over.promise;
        },
      });
      return {
        there: notForEver(there.promise, `an event of ${id} for ${test}`),
        async letGo() {
          await eventually(async () => (await waiting(requests)).length === 0, `${requests} is empty`);
          over.resolve();
        },
      };
    },
  };
}

function promise(): { promise: Promise<void>; resolve(): undefined } {
  let settle = (): void => undefined;
  const made = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise: made, resolve: () => void settle() };
}

async function notForEver(work: Promise<void>, what: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Not within ${HANG_MS} ms: ${what}`)), HANG_MS);
  });
  await Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

/** None when nothing was ever asked for. */
async function waiting(requests: string): Promise<string[]> {
  return readdir(requests).catch(() => []);
}
