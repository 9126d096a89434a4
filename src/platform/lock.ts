import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import lockfile from 'proper-lockfile';
import * as z from 'zod';
import { MaestroError } from './errors.ts';
import { isMissing, writeJson } from './files.ts';

const HEARTBEAT_MS = 2_000;
/** A lock whose heartbeat is older than this is stale. */
export const STALE_MS = 10_000;
const Holder = z.object({ pid: z.number().int(), host: z.string(), since: z.string() });

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
  // The guard makes "is its holder dead? then remove it and take it" one step among competing processes.
  const leaveGuard = await lockfile.lock(`${path}.guard`, {
    realpath: false,
    stale: 5_000,
    retries: { retries: 60, minTimeout: 20, maxTimeout: 250 },
  });
  try {
    const holder = await readHolder(path);
    if (holder && isDead(holder)) await rm(`${path}.lock`, { recursive: true, force: true });
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
    const me: LockHolder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
    await writeJson(`${path}.holder.json`, me);
    return {
      lost: lost.signal,
      async release() {
        await rm(`${path}.holder.json`, { force: true });
        if (!lost.signal.aborted) await release();
      },
    };
  } finally {
    await leaveGuard();
  }
}

/** Who holds the lock now; `undefined` when it is free, its holder is dead, or its heartbeat stopped. */
export async function lockHolder(path: string): Promise<LockHolder | undefined> {
  const holder = await readHolder(path);
  if (!holder || isDead(holder)) return undefined;
  try {
    const { mtimeMs } = await stat(`${path}.lock`);
    return Date.now() - mtimeMs < STALE_MS ? holder : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readHolder(path: string): Promise<LockHolder | undefined> {
  try {
    return Holder.parse(JSON.parse(await readFile(`${path}.holder.json`, 'utf8')));
  } catch (error) {
    // A missing or unreadable holder file is the same as none: the heartbeat alone decides then.
    if (isMissing(error) || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

function isDead(holder: LockHolder): boolean {
  return holder.host === hostname() && !isProcessAlive(holder.pid);
}

/** True when a process with this id exists (also when it belongs to somebody else). */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
