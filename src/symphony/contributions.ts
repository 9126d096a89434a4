import { readdir } from 'node:fs/promises';
import { mapConcurrent } from '../platform/concurrent.ts';
import { asMaestroError, MaestroError } from '../platform/errors.ts';
import { isMissing } from '../platform/files.ts';
import { lockHolder } from '../platform/lock.ts';
import type { Home } from '../platform/paths.ts';
import type { Contribution } from './contribution.ts';
import { isContributionId, isIdPrefix } from './ids.ts';
import { readState } from './journal/fold-cache.ts';
import { contributionPaths } from './journal/paths.ts';
import type { Problem } from './problem.ts';
import { needsEngine } from './states.ts';

/** How long a contribution may wait for its first engine before it counts as interrupted. */
const FIRST_START_MS = 10_000;

/** Every contribution of this machine. A broken journal is a problem that names it and hides no other. */
export interface Listing {
  /** Newest first. */
  contributions: Contribution[];
  problems: Problem[];
}

/** Reads all contributions of a home. */
export async function listContributions(home: Home, now = new Date()): Promise<Listing> {
  const problems: Problem[] = [];
  const found = await mapConcurrent(await contributionIds(home), 16, async (id) => {
    try {
      return await readContribution(home, id, now);
    } catch (error) {
      const { code, message } = asMaestroError(error);
      problems.push({ severity: 'error', code, message: `Contribution ${id}: ${message}`, line: null });
      return undefined;
    }
  });
  const contributions = found.filter((contribution) => contribution !== undefined);
  contributions.sort((a, b) => compare(b.createdAt, a.createdAt) || compare(a.id, b.id));
  problems.sort((a, b) => compare(a.message, b.message));
  return { contributions, problems };
}

/**
 * One contribution by its id or the beginning of it.
 * @throws MaestroError `contribution.unknown`, `contribution.ambiguous`, `journal.damaged`, `journal.no-start`.
 */
export async function findContribution(
  home: Home,
  idOrPrefix: string,
  now = new Date(),
): Promise<Contribution> {
  const contribution = await readContribution(home, await findContributionId(home, idOrPrefix), now);
  if (contribution) return contribution;
  throw unknownContribution(idOrPrefix);
}

/**
 * The id that begins like this; whatever its journal is like.
 * @throws MaestroError `contribution.unknown`, `contribution.ambiguous`.
 */
export async function findContributionId(home: Home, idOrPrefix: string): Promise<string> {
  const wanted = idOrPrefix.trim().toLowerCase();
  const ids = isIdPrefix(wanted) ? (await contributionIds(home)).filter((id) => id.startsWith(wanted)) : [];
  const [id, ...others] = ids;
  if (id !== undefined && others.length > 0)
    throw new MaestroError(
      'contribution.ambiguous',
      `${wanted} matches several contributions: ${ids.slice(0, 10).join(', ')}.`,
      {
        remedy: 'Give more characters of the id.',
      },
    );
  if (id !== undefined) return id;
  throw unknownContribution(idOrPrefix);
}

function unknownContribution(idOrPrefix: string): MaestroError {
  return new MaestroError(
    'contribution.unknown',
    `There is no contribution ${JSON.stringify(idOrPrefix.slice(0, 40))}.`,
    { remedy: 'List the ids with: maestro symphony status' },
  );
}

/** True while an engine (or another process that writes its journal) holds the contribution's lock. */
export async function isEngineAlive(home: Home, id: string): Promise<boolean> {
  return (await lockHolder(contributionPaths(home, id).lock)) !== undefined;
}

/** The ids of all contributions, in no order. */
export async function contributionIds(home: Home): Promise<string[]> {
  try {
    const entries = await readdir(home.contributions, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && isContributionId(entry.name))
      .map(({ name }) => name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** What the journal says, or `interrupted` when it speaks of work and nobody is at it. */
async function readContribution(home: Home, id: string, now: Date): Promise<Contribution | undefined> {
  let seen = -1;
  for (;;) {
    const contribution = await readState(home, id);
    if (!contribution) return undefined;
    if (contribution.id !== id)
      throw new MaestroError('journal.no-start', `The journal of ${id} has no beginning.`, {
        remedy: `Move the folder ${contributionPaths(home, id).dir} away if you do not need it.`,
      });
    if (!needsEngine(contribution) || isStarting(contribution, now) || (await isEngineAlive(home, id)))
      return contribution;
    // Its engine may have ended well between the two looks; then the journal has grown.
    if (contribution.events === seen) return { ...contribution, state: 'interrupted', activity: null };
    seen = contribution.events;
  }
}

function isStarting({ engine, createdAt }: Contribution, now: Date): boolean {
  return engine === null && Math.abs(now.getTime() - Date.parse(createdAt)) < FIRST_START_MS;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
