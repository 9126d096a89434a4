import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isMissing, writeAtomic } from '../platform/files.ts';

/** Keeps values between requests, and between runs when it is on disk. Losing any of it costs a request, nothing more. */
export interface Cache {
  /** The value under the key; undefined when there is none or it no longer has this shape. */
  read<T>(key: string, shape: z.ZodType<T>): Promise<T | undefined>;
  write(key: string, value: unknown): Promise<void>;
}

const MAX_ENTRIES = 2_000;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_ENTRY_BYTES = 8 * 1024 * 1024;
const WRITES_BETWEEN_TRIMS = 200;

const Entry = z.object({ version: z.literal(1), key: z.string(), value: z.unknown() });

/**
 * A cache in a folder, one file per entry, safe to share between processes. `identity` keeps apart what different
 * accounts may see; only its hash, together with the key's, names the file.
 */
export function diskCache(folder: string, identity: string, warn: (message: string) => void): Cache {
  let writes = 0;
  const fileOf = (key: string): string =>
    join(folder, `${createHash('sha256').update(`${identity}\n${key}`).digest('hex').slice(0, 40)}.json`);
  return {
    async read(key, shape) {
      const entry = parsedEntry(await readOrNothing(fileOf(key), warn));
      // The hash is cut short, so the key itself has the last word.
      if (entry?.key !== key) return undefined;
      return shape.safeParse(entry.value).data;
    },
    async write(key, value) {
      const text = JSON.stringify({ version: 1, key, value });
      if (text.length > MAX_ENTRY_BYTES) return;
      try {
        await writeAtomic(fileOf(key), text, 0o600);
        if (writes++ % WRITES_BETWEEN_TRIMS === 0) await trim(folder);
      } catch (error) {
        // A full or read-only disk must not stop the work: the answer is at hand, only the next one costs more.
        warn(`The cache in ${folder} cannot be written: ${(error as Error).message}`);
      }
    },
  };
}

/** A cache that ends with the client. */
export function memoryCache(): Cache {
  const entries = new Map<string, unknown>();
  return {
    async read(key, shape) {
      return shape.safeParse(entries.get(key)).data;
    },
    async write(key, value) {
      entries.delete(key);
      entries.set(key, value);
      const oldest = entries.keys().next();
      if (entries.size > MAX_ENTRIES && !oldest.done) entries.delete(oldest.value);
    },
  };
}

async function readOrNothing(path: string, warn: (message: string) => void): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!isMissing(error)) warn(`${path} cannot be read: ${(error as Error).message}`);
    return '';
  }
}

function parsedEntry(text: string): z.infer<typeof Entry> | undefined {
  try {
    return Entry.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: torn by a full disk or edited. The next answer writes it anew.
    return undefined;
  }
}

/** Removes the oldest entries until the folder is within its limits. */
async function trim(folder: string): Promise<void> {
  const files: { path: string; bytes: number; time: number }[] = [];
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue;
    const path = join(folder, name);
    const info = await stat(path).catch((error: unknown) => {
      // Another process trims at the same time.
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (info) files.push({ path, bytes: info.size, time: info.mtimeMs });
  }
  files.sort((a, b) => b.time - a.time);
  let bytes = 0;
  for (const [index, file] of files.entries()) {
    bytes += file.bytes;
    if (index >= MAX_ENTRIES || bytes > MAX_BYTES) await rm(file.path, { force: true });
  }
}
