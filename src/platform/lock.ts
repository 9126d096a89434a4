import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import * as z from 'zod';
import { MaestroError } from './errors.ts';
import { isMissing, writeJson } from './files.ts';
import { isZombie } from './process/zombies.ts';

const HEARTBEAT_MS = 2_000;
/** A lock whose heartbeat is older than this is stale. */
export const STALE_MS = 10_000;
const GUARD_STALE_MS = 4_000;
/** `key` tells two locks of the same process apart. */
const Holder = z.object({ pid: z.number().int(), host: z.string(), since: z.string(), key: z.string() });

/** Who holds a lock. */
export type LockHolder = z.infer<typeof Holder>;

/** An exclusive right across the processes of this machine; dies with its holder. */
export interface Lock {
  /** Aborted when the lock was lost (the machine slept too long and another process took it). Stop writing then. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/**
 * Takes the lock beside `path` (`{path}.lock`, with `{path}.holder.json`) or says who holds it. The lock of a dead
 * process is taken over at once; one whose heartbeat stopped, after `STALE_MS`.
 * @throws MaestroError `lock.held` with the holder's process id in `data.pid`.
 */
export async function acquireLock(path: string): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true });
  return guarded(path, async () => {
    const noted = await readHolder(path);
    const holder = noted === 'unreadable' ? undefined : noted;
    // The holder file is written and removed with the guard held: a lock without one was left by somebody killed in between.
    if (!noted || (holder && isDead(holder))) await rm(`${path}.lock`, { recursive: true, force: true });
    else await waitForHeartbeat(path);
    const lost = new AbortController();
    const release = await lockfile
      .lock(path, {
        realpath: false,
        stale: STALE_MS,
        update: HEARTBEAT_MS,
        onCompromised: (error) => lost.abort(error),
      })
      .catch((cause: unknown) => {
        if ((cause as NodeJS.ErrnoException).code !== 'ELOCKED') throw cause;
        const by = holder ? ` by process ${holder.pid}` : '';
        throw new MaestroError('lock.held', `${path} is in use${by}.`, {
          cause,
          remedy: 'Wait until it ends, or stop that process.',
          data: { pid: holder?.pid ?? null },
        });
      });
    const me: LockHolder = {
      pid: process.pid,
      host: hostname(),
      since: new Date().toISOString(),
      key: randomUUID(),
    };
    await writeJson(`${path}.holder.json`, me).catch(async (error: unknown) => {
      await release();
      throw error;
    });
    return { lost: lost.signal, release: () => guarded(path, () => releaseMine(path, me.key, release)) };
  });
}

/** Makes "look who holds it, then act on that" one step among competing processes. */
async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  const leave = await lockfile.lock(`${path}.guard`, {
    realpath: false,
    stale: GUARD_STALE_MS,
    retries: { retries: 100, factor: 1.2, minTimeout: 10, maxTimeout: 200 },
    // Held for milliseconds; a process that is stopped for seconds in between finds out by its heartbeat.
    onCompromised: () => undefined,
  });
  try {
    return await work();
  } finally {
    await leave().catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ERELEASED') throw error;
    });
  }
}

/** A lock that another process has taken over meanwhile is that one's to release. */
async function releaseMine(path: string, key: string, release: () => Promise<void>): Promise<void> {
  const holder = await readHolder(path);
  if (!holder || holder === 'unreadable' || holder.key !== key) return;
  await release().catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ERELEASED') throw error;
  });
  await rm(`${path}.holder.json`, { force: true });
}

/** A living holder whose heartbeat is old may just have woken with the machine: it gets one more beat's time. */
async function waitForHeartbeat(path: string): Promise<void> {
  const age = await heartbeatAge(path);
  if (age !== undefined && age >= STALE_MS) await sleep(HEARTBEAT_MS + 500);
}

/** Milliseconds since the last heartbeat; undefined when the lock is free. */
async function heartbeatAge(path: string): Promise<number | undefined> {
  try {
    return Date.now() - (await stat(`${path}.lock`)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Who holds the lock now; `undefined` when it is free, its holder is dead, or its heartbeat stopped. */
export async function lockHolder(path: string): Promise<LockHolder | undefined> {
  const holder = await readHolder(path);
  if (!holder || holder === 'unreadable' || isDead(holder)) return undefined;
  const age = await heartbeatAge(path);
  return age !== undefined && age < STALE_MS ? holder : undefined;
}

async function readHolder(path: string): Promise<LockHolder | 'unreadable' | undefined> {
  try {
    return Holder.parse(JSON.parse(await readFile(`${path}.holder.json`, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return undefined;
    // Another version's, perhaps: then the heartbeat alone decides.
    if (error instanceof SyntaxError || error instanceof z.ZodError) return 'unreadable';
    throw error;
  }
}

function isDead(holder: LockHolder): boolean {
  return holder.host === hostname() && !isProcessAlive(holder.pid);
}

/** True when a process with this id lives (also when it belongs to somebody else). */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
