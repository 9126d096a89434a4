import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isMissing, readJsonIfAny, writeAtomic } from '../../platform/files.ts';
import type { Home } from '../../platform/paths.ts';
import { VERSION } from '../../platform/version.ts';
import { Contribution } from '../contribution.ts';
import { applyAll, fold } from './fold.ts';
import { contributionPaths } from './paths.ts';
import { BEGINNING, readJournalFrom } from './read.ts';

/** Below this, folding anew is as fast as reading a cache. */
const WORTH_CACHING_BYTES = 256 * 1024;

const Cached = z.object({
  /** Of the program that folded: another version may fold otherwise. */
  version: z.literal(VERSION),
  size: z.number(),
  mtimeMs: z.number(),
  ino: z.number(),
  place: z.object({ offset: z.number(), events: z.number() }),
  contribution: Contribution,
});
type Cached = z.infer<typeof Cached>;

/**
 * The fold of a contribution's journal; undefined when there is none (or it is still empty). Large journals are not
 * read again when they are unchanged, and from where the last reading ended when they grew.
 * @throws MaestroError `journal.damaged`.
 */
export async function readState(home: Home, id: string): Promise<Contribution | undefined> {
  const { journal } = contributionPaths(home, id);
  const file = await stat(journal).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (!file || file.size === 0) return undefined;
  const cacheFile = join(home.cache, 'contributions', `${id}.json`);
  const cached = file.size < WORTH_CACHING_BYTES ? undefined : await readCache(cacheFile);
  if (cached && cached.size === file.size && cached.mtimeMs === file.mtimeMs) return cached.contribution;

  const isGrown = cached && cached.ino === file.ino && cached.place.offset <= file.size;
  let state = isGrown ? cached.contribution : fold([]);
  let place = isGrown ? cached.place : BEGINNING;
  const from = place.offset;
  for await (const batch of readJournalFrom(journal, place)) {
    state = applyAll(state, batch.events);
    place = batch.place;
  }
  if (place.offset - from >= WORTH_CACHING_BYTES) {
    const { size, mtimeMs, ino } = file;
    const entry: Cached = { version: VERSION, size, mtimeMs, ino, place, contribution: state };
    await writeAtomic(cacheFile, JSON.stringify(entry));
  }
  return place.events === 0 ? undefined : state;
}

async function readCache(path: string): Promise<Cached | undefined> {
  // A cache that is broken or of another version is no cache; the journal has everything.
  return readJsonIfAny(path, Cached).catch(() => undefined);
}
