import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { readJsonIfAny, writeAtomic } from '../../platform/files.ts';
import type { Home } from '../../platform/paths.ts';
import type { Log } from '../context.ts';

/** The last good copy of a registry on the web. */
export interface StoredCopy {
  /** Printable ASCII, as it may be sent back; null when the host gives none. */
  etag: string | null;
  /** When the host last vouched for it (ISO 8601). */
  confirmedAt: string;
  text: string;
}

const ETag = z
  .string()
  .max(500)
  .regex(/^[!-~ ]+$/);
const Stored = z.object({
  version: z.literal(1),
  etag: ETag.nullable(),
  confirmedAt: z.iso.datetime(),
  text: z.string(),
});

/** The stored copy of a source; undefined when there is none that can be used. */
export async function readStored(home: Home, source: string, log: Log): Promise<StoredCopy | undefined> {
  try {
    return await readJsonIfAny(fileOf(home, source), Stored);
  } catch (error) {
    // A cache may be lost at any time: the next download writes it anew.
    log.warn(`A stored registry cannot be used: ${(error as Error).message}`);
    return undefined;
  }
}

/** Stores a copy in place of an older one. */
export async function writeStored(home: Home, source: string, copy: StoredCopy, log: Log): Promise<void> {
  const etag = ETag.safeParse(copy.etag).data ?? null;
  try {
    await writeAtomic(fileOf(home, source), JSON.stringify({ version: 1, ...copy, etag }), 0o600);
  } catch (error) {
    // A full or read-only disk must not stop the work: the projects are at hand, only the next start asks again.
    log.warn(`The registry cannot be stored: ${(error as Error).message}`);
  }
}

/** Named by a hash alone: an address may hold a secret. */
function fileOf(home: Home, source: string): string {
  const name = createHash('sha256').update(source).digest('hex').slice(0, 40);
  return join(home.cache, 'registries', `${name}.json`);
}
