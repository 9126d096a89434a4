import { join } from 'node:path';
import * as z from 'zod';
import { requireSlug } from '../github/slug.ts';
import type { PullRequest } from '../github/types.ts';
import { mapConcurrent } from '../platform/concurrent.ts';
import { describeError, isAbort, MaestroError } from '../platform/errors.ts';
import { readJsonIfAny, writeJson } from '../platform/files.ts';
import { acquireLock } from '../platform/lock.ts';
import type { SymphonyContext } from './context.ts';
import type { Contribution } from './contribution.ts';
import { findContribution, listContributions } from './contributions.ts';
import { contributionPaths } from './journal/paths.ts';
import { openJournal } from './journal/store.ts';
import { isEnded } from './states.ts';

const AT_ONCE = 4;
/** A closed pull request may be reopened; after this long nobody is expected to. */
const REOPEN_MS = 30 * 24 * 60 * 60_000;
const LooksFile = z.record(z.string(), z.string());

/**
 * Looks how a contribution's pull request fares and journals it when that has changed. While an engine is at work, it
 * does not look: the engine does.
 * @returns the contribution as it is known now.
 */
export async function followUp(ctx: SymphonyContext, id: string, signal: AbortSignal): Promise<Contribution> {
  const known = await findContribution(ctx.home, id);
  const pull = known.claim?.pull;
  if (!pull) return known;
  const look = (): Promise<PullRequest> =>
    ctx.github.pullRequest(requireSlug(known.start.slug), pull.number, signal);
  if (isAsKnown(known, await look())) return known;
  const lock = await acquireLock(contributionPaths(ctx.home, id).lock).catch((error: unknown) => {
    if (error instanceof MaestroError && error.code === 'lock.held') return undefined;
    throw error;
  });
  if (!lock) return known;
  try {
    const journal = await openJournal(
      contributionPaths(ctx.home, id).journal,
      ctx.clock,
      ctx.redact,
      lock.lost,
    );
    try {
      // Another follow-up or an engine may have been quicker: what counts is what is seen under the lock.
      const { state, draft } = await look();
      if (!isAsKnown(journal.state(), { state, draft }))
        await journal.append({ type: 'pr_observed', state, draft });
    } finally {
      await journal.close();
    }
  } finally {
    await lock.release();
  }
  return findContribution(ctx.home, id);
}

function isAsKnown({ pullState, claim }: Contribution, seen: Pick<PullRequest, 'state' | 'draft'>): boolean {
  return seen.state === pullState && seen.draft === claim?.pull?.draft;
}

/**
 * Follows every contribution with an open pull request whose last look is older than `maxAgeMs`. What cannot be looked at
 * now (no connection, signed out) is logged and stays as it was known.
 */
export async function followAll(
  ctx: SymphonyContext,
  options: { maxAgeMs: number; signal: AbortSignal },
): Promise<void> {
  const { contributions } = await listContributions(ctx.home);
  const file = join(ctx.home.cache, 'follow-up.json');
  const looks = await readLooks(file);
  const now = ctx.clock.now().getTime();
  const due = contributions.filter(
    (contribution) =>
      isFollowed(contribution, now) &&
      now - Date.parse(looks[contribution.id] ?? '1970-01-01') >= options.maxAgeMs,
  );
  if (due.length === 0) return;
  await mapConcurrent(due, AT_ONCE, async ({ id }) => {
    try {
      await followUp(ctx, id, options.signal);
      looks[id] = ctx.clock.now().toISOString();
    } catch (error) {
      if (!isAbort(error)) ctx.log.warn(`Could not follow contribution ${id}: ${describeError(error)}`);
    }
  });
  const followed = new Set(
    contributions.filter((contribution) => isFollowed(contribution, now)).map(({ id }) => id),
  );
  await writeJson(file, Object.fromEntries(Object.entries(looks).filter(([id]) => followed.has(id))));
}

/** Those with an open pull request, and those that were closed lately; what the user ended is over for them. */
function isFollowed({ claim, state, endedAt }: Contribution, now: number): boolean {
  if (!claim?.pull) return false;
  return !isEnded(state) || (state === 'closed' && now - Date.parse(endedAt ?? '') < REOPEN_MS);
}

/** When each was looked at last. */
async function readLooks(file: string): Promise<Record<string, string>> {
  try {
    return (await readJsonIfAny(file, LooksFile)) ?? {};
  } catch (error) {
    // A broken cache file costs one look too many.
    if (error instanceof MaestroError) return {};
    throw error;
  }
}
