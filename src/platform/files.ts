import { lstat, mkdir, open, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import writeFileAtomicCallback from 'write-file-atomic';
import type * as z from 'zod';
import { MaestroError } from './errors.ts';

/** Writes a whole file so that a reader (or a crash) sees the old content or the new, never a part. Makes the folder. */
export async function writeAtomic(path: string, content: string | Buffer, mode?: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomicCallback(path, content, mode === undefined ? {} : { mode });
}

/** Writes a value as indented JSON, atomically. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Reads a text file; `undefined` when it does not exist. Other failures are thrown. */
export async function readTextIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Reads a JSON file through a schema; `undefined` when it does not exist.
 * @throws MaestroError `file.not-json` or `file.wrong-shape`, naming the file.
 */
export async function readJsonIfAny<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readTextIfAny(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new MaestroError('file.not-json', `${path} is not valid JSON.`, { cause });
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new MaestroError('file.wrong-shape', `${path} does not have the expected shape.`, {
      cause: parsed.error,
    });
  return parsed.data;
}

/** True for "no such file or folder" and "a parent is not a folder". */
export function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** True when something (file, folder or link) is at the path. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** A file's size in bytes; 0 when there is none. */
export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** Appends to a file and flushes it to the disk before it returns, so that a kill or power cut cannot lose it. */
export async function appendDurably(path: string, content: string | Buffer): Promise<void> {
  const handle = await open(path, 'a', 0o600);
  try {
    await handle.appendFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

/** Flushes a folder's own entries (a new file's name, a rename), where the system can: Windows has no such call. */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** True when `path` is `root` or lies below it, compared as text (no links followed). */
export function isInside(root: string, path: string): boolean {
  const rel = relative(resolve(root), resolve(path));
  return rel === '' || (!rel.startsWith(`..${sep}`) && rel !== '..' && !isAbsolute(rel));
}

/**
 * The absolute path of `relativePath` under `root`, refused when any existing part of it is a symbolic link or
 * when it resolves outside of `root`.
 * @throws MaestroError `path.outside` naming the relative path.
 */
export async function resolveInside(root: string, relativePath: string): Promise<string> {
  const refuse = (why: string): never => {
    throw new MaestroError('path.outside', `The path ${JSON.stringify(relativePath)} ${why}.`, {
      remedy: 'Use a plain relative path inside the repository.',
    });
  };
  if (isAbsolute(relativePath) || relativePath.includes('\0')) return refuse('is not a relative path');
  const base = await realpath(root);
  const target = resolve(base, relativePath);
  if (!isInside(base, target)) return refuse('leads out of the repository');
  let current = base;
  for (const part of relative(base, target).split(sep).filter(Boolean)) {
    current = join(current, part);
    const stat = await lstat(current).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (!stat) break;
    if (stat.isSymbolicLink()) return refuse('goes through a symbolic link');
  }
  return target;
}
