import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { isMissing, readJsonIfAny, writeJson } from '../../platform/files.ts';
import type { Home } from '../../platform/paths.ts';
import { storePath } from './store.ts';

const Guard = z.object({
  configId: z.string(),
  issueId: z.string(),
  identifier: z.string(),
  /** Code of what went wrong. */
  code: z.string(),
  /** What a human must do; the same words as in the comment on the issue. */
  nextAction: z.string(),
  /** ISO date-time. */
  since: z.string(),
});

/**
 * An issue that waits for a human although the tracker does not say so, because the needs-attention label could not be
 * written. While its guard stands the issue is not started, whatever process looks at it and however often it restarts.
 */
export type Guard = z.infer<typeof Guard>;

type Store = Pick<Home, 'orchestrator'>;

/** Sets the guard; one that stands already is replaced. */
export async function setGuard(home: Store, guard: Guard): Promise<void> {
  await writeJson(fileOf(home, guard), guard);
}

/** Takes it away (the label is there now, or a human said so); safe to call when there is none. */
export async function clearGuard(home: Store, issue: Pick<Guard, 'configId' | 'issueId'>): Promise<void> {
  await rm(fileOf(home, issue), { force: true });
}

/** Every guard of a configured project. @throws MaestroError `file.*` for one that cannot be read: it is never passed over. */
export async function guardsOf(home: Store, configId: string): Promise<Guard[]> {
  const dir = dirname(storePath(home, 'guards'));
  const names = await readdir(dir).catch((error: unknown): string[] => {
    if (isMissing(error)) return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.json'));
  const read = await Promise.all(files.map((name) => readJsonIfAny(join(dir, name), Guard)));
  return read.filter((guard): guard is Guard => guard?.configId === configId);
}

function fileOf(home: Store, { configId, issueId }: Pick<Guard, 'configId' | 'issueId'>): string {
  return `${storePath(home, 'guards', configId, issueId)}.json`;
}
