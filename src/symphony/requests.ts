import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { MaestroError } from '../platform/errors.ts';
import { isMissing, writeJson } from '../platform/files.ts';
import { folderChanges } from '../platform/folder-changes.ts';
import type { Home } from '../platform/paths.ts';
import { MAX_WORDS } from '../runner/autorun/prompt.ts';
import { Budgets } from './budget/budgets.ts';
import { isContributionId } from './ids.ts';
import { contributionPaths } from './journal/paths.ts';

const MAX_REQUEST_BYTES = 64 * 1024;
/** Microseconds since 1970 in 17 digits (they sort by time for 3,000 years), then 8 random hex digits. */
const NAME = /^(\d{17})-[0-9a-f]{8}\.json$/;

/** What a door may ask an engine for. */
export const RequestBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause'), when: z.enum(['now', 'after_task']) }),
  z.object({ kind: z.literal('resume'), budgets: Budgets.partial().optional() }),
  /** `loseUnsaved`: the mark of what exists nowhere else and may go with the clone; with anything else in it, the clone stays. */
  z.object({
    kind: z.literal('cancel'),
    removeClone: z.boolean(),
    loseUnsaved: z.string().optional(),
  }),
  z.object({ kind: z.literal('finalize') }),
  /** A line for the agent. */
  z.object({ kind: z.literal('steer'), text: z.string().trim().min(1).max(MAX_WORDS) }),
]);
export type RequestBody = z.infer<typeof RequestBody>;

/** A request that waits; its id names its file until the engine has answered it. */
export type Request = RequestBody & { id: string };

/** Told about a request file that could not be read: it was moved to `requests/rejected/`. */
export type OnRejected = (file: string, reason: string) => void | Promise<void>;

/**
 * Leaves a request for the engine of a contribution; later ones sort behind earlier ones.
 * @returns the request's id.
 */
export async function sendRequest(home: Home, id: string, body: RequestBody): Promise<string> {
  if (!isContributionId(id))
    throw new MaestroError(
      'contribution.unknown',
      `There is no contribution ${JSON.stringify(id.slice(0, 40))}.`,
    );
  const { requests } = contributionPaths(home, id);
  await mkdir(requests, { recursive: true });
  const last = (await requestFiles(requests)).findLast((name) => NAME.test(name));
  const stamp = Math.max(Date.now() * 1_000, last ? Number(NAME.exec(last)?.[1]) + 1 : 0);
  const request = `${String(stamp).padStart(17, '0')}-${randomBytes(4).toString('hex')}`;
  await writeJson(join(requests, `${request}.json`), body);
  return request;
}

/** The waiting requests in their order. They stay until `removeRequest`, so that a killed engine's successor sees them. */
export async function takeRequests(home: Home, id: string, onRejected?: OnRejected): Promise<Request[]> {
  const { requests } = contributionPaths(home, id);
  const taken: Request[] = [];
  for (const file of await requestFiles(requests)) {
    const read = await readRequest(join(requests, file));
    if (read === undefined) continue;
    if ('body' in read) taken.push({ ...read.body, id: file.slice(0, -'.json'.length) });
    else {
      await mkdir(join(requests, 'rejected'), { recursive: true });
      await rename(join(requests, file), join(requests, 'rejected', file));
      await onRejected?.(file, read.reason);
    }
  }
  return taken;
}

/** Yields every request once, the waiting ones first, then new ones as they come (at once, at worst in 500 ms); ends on abort. */
export async function* watchRequests(
  home: Home,
  id: string,
  signal: AbortSignal,
  onRejected?: OnRejected,
): AsyncGenerator<Request> {
  const { requests } = contributionPaths(home, id);
  await mkdir(requests, { recursive: true });
  const seen = new Set<string>();
  for await (const _hint of folderChanges(requests, signal))
    for (const request of await takeRequests(home, id, onRejected)) {
      if (seen.has(request.id)) continue;
      if (signal.aborted) return;
      seen.add(request.id);
      yield request;
    }
}

/** Takes an answered request away; nothing happens when it is gone already. */
export async function removeRequest(home: Home, id: string, request: string): Promise<void> {
  if (!NAME.test(`${request}.json`)) return;
  await rm(join(contributionPaths(home, id).requests, `${request}.json`), { force: true });
}

async function requestFiles(dir: string): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Undefined for one that was removed meanwhile. */
async function readRequest(path: string): Promise<{ body: RequestBody } | { reason: string } | undefined> {
  if (!NAME.test(basename(path))) return { reason: 'it is not named like a request' };
  try {
    const file = await stat(path);
    if (!file.isFile() || file.size > MAX_REQUEST_BYTES) return { reason: 'it is not a small file' };
    const body = RequestBody.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return body.success ? { body: body.data } : { reason: 'it does not have the shape of a request' };
  } catch (error) {
    if (isMissing(error)) return undefined;
    if (error instanceof SyntaxError) return { reason: 'it is not JSON' };
    throw error;
  }
}
