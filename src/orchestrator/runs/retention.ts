import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asMaestroError } from '../../platform/errors.ts';
import { isMissing } from '../../platform/files.ts';
import type { OrchestratorContext } from '../context.ts';
import { ownersOf } from '../lane/owner.ts';
import { journalPath, listRuns } from './store.ts';

/** A run that is on its way out; no reader takes it for one. */
const GOING = '.removed-';

/**
 * Removes the journals of the runs that ended longest ago, so that as many as the config says stay. Never one that is not over
 * (a write-back that is owed keeps it open), and never the last one of an issue whose lane is still there: it says how that work
 * was handed off.
 * @returns what could not be removed, a sentence each.
 */
export async function removeOldRuns(ctx: Pick<OrchestratorContext, 'home' | 'config'>): Promise<string[]> {
  const { home, config } = ctx;
  const { keepRuns } = config.limits;
  const root = dirname(dirname(journalPath(home, 'any')));
  const names = await readdir(root).catch((error: unknown): string[] => {
    if (isMissing(error)) return [];
    throw error;
  });
  const notes: string[] = [];
  const attempt = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) => {
      // Somebody else was quicker.
      if (!isMissing(error)) notes.push(`An old run was not removed: ${asMaestroError(error).message}`);
    });
  // What a kill left half removed.
  for (const name of names.filter((one) => one.startsWith(GOING)))
    await attempt(rm(join(root, name), { recursive: true, force: true }));
  if (names.length <= keepRuns) return notes;
  const { runs } = await listRuns(home, config.id);
  const withLane = new Set((await ownersOf(home, config.id)).map(({ issueId }) => issueId));
  const newestOf = new Map([...runs].reverse().map(({ facts }) => [facts.issue.id, facts.id]));
  const over = runs
    .filter(({ closed }) => closed !== null)
    .sort((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? ''))
    .slice(keepRuns);
  for (const { facts } of over) {
    if (withLane.has(facts.issue.id) && newestOf.get(facts.issue.id) === facts.id) continue;
    const dir = dirname(journalPath(home, facts.id));
    const away = join(root, `${GOING}${facts.id}`);
    await attempt(rename(dir, away).then(() => rm(away, { recursive: true, force: true })));
  }
  return notes;
}
