import { readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { type Clock, systemClock } from '../../platform/clock.ts';
import { mapConcurrent } from '../../platform/concurrent.ts';
import { MaestroError } from '../../platform/errors.ts';
import { exists, isMissing, readJsonIfAny, writeJson } from '../../platform/files.ts';
import type { Home } from '../../platform/paths.ts';
import { oneLine } from '../../platform/text.ts';
import { waitForLock } from '../../platform/wait-for-lock.ts';
import { storePath } from './store.ts';
import type { Lane } from './types.ts';

/** The record is written in a moment; whoever waits this long (milliseconds) waits for nothing. */
const TURN_MS = 10_000;

const Owner = z.object({
  configId: z.string(),
  issueId: z.string(),
  identifier: z.string(),
  dir: z.string(),
  /** The lane was made and its `after_create` hook ended well. */
  ready: z.boolean(),
  /** The folder was there before Maestro came: it is worked in, and never removed. */
  adopted: z.boolean().default(false),
});

/** Whose a lane's folder is. It outlives the runs, and ends with the lane. */
export type Owner = z.infer<typeof Owner>;

type Store = Pick<Home, 'orchestrator'>;

/**
 * Records that the folder belongs to this issue, or finds that it does. Folders are told apart without regard to case, because
 * branches are in lower case and some file systems do not tell: so two issues never share a lane. A folder
 * that is `adopted` needs no hook to fill it.
 * @throws MaestroError `lane.name-taken` when it is another issue's.
 */
export async function ownFolder(
  home: Store,
  configId: string,
  lane: Lane,
  options: { signal: AbortSignal; clock?: Clock; adopted?: boolean },
): Promise<Owner> {
  const path = pathOf(home, lane);
  const wait = { clock: options.clock ?? systemClock, limitMs: TURN_MS, signal: options.signal };
  const turn = await waitForLock(path, wait);
  try {
    const found = await readJsonIfAny(`${path}.json`, Owner);
    if (found?.configId === configId && found.issueId === lane.issueId) return found;
    // One whose folder is gone owns nothing any more.
    if (found && (await exists(found.dir))) throw taken(lane, found);
    const { issueId, identifier, dir } = lane;
    const adopted = options.adopted ?? false;
    const owner: Owner = { configId, issueId, identifier, dir, ready: adopted, adopted };
    await writeJson(`${path}.json`, owner);
    return owner;
  } finally {
    await turn.release();
  }
}

/** Notes that the lane is complete, so that `after_create` is not run again. */
export async function noteReady(home: Store, owner: Owner): Promise<void> {
  await writeJson(`${pathOf(home, owner)}.json`, { ...owner, ready: true });
}

/** Notes that the folder is gone: what is made in its place is not complete, and ours. @returns the new record. */
export async function noteGone(home: Store, owner: Owner): Promise<Owner> {
  const gone = { ...owner, ready: false, adopted: false };
  await writeJson(`${pathOf(home, owner)}.json`, gone);
  return gone;
}

/** Every folder of a configured project. @throws MaestroError `file.*` for a record that cannot be read. */
export async function ownersOf(home: Store, configId: string): Promise<Owner[]> {
  const dir = dirname(storePath(home, 'lanes'));
  const names = await readdir(dir).catch((error: unknown): string[] => {
    if (isMissing(error)) return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.json'));
  const read = await mapConcurrent(files, 16, (name) => readJsonIfAny(join(dir, name), Owner));
  return read.filter((owner): owner is Owner => owner?.configId === configId);
}

/** Forgets whose the folder was. */
export async function disown(home: Store, lane: Pick<Lane, 'dir'>): Promise<void> {
  await rm(`${pathOf(home, lane)}.json`, { force: true });
}

function pathOf(home: Store, { dir }: Pick<Lane, 'dir'>): string {
  return storePath(home, 'lanes', resolve(dir).toLowerCase());
}

function taken(lane: Lane, owner: Owner): MaestroError {
  const by = `${oneLine(owner.identifier, 80)} (configuration ${owner.configId})`;
  return new MaestroError(
    'lane.name-taken',
    `The lane folder ${lane.name} belongs to another issue, ${by}.`,
    {
      remedy: `Let that issue end, or move the folder ${owner.dir} away when it is not needed any more.`,
      data: { lane: lane.name, owner: owner.identifier },
    },
  );
}
