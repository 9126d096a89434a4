import { isAbort, MaestroError } from '../../platform/errors.ts';
import { VERSION } from '../../platform/version.ts';
import { waitForLock } from '../../platform/wait-for-lock.ts';
import type { SymphonyContext } from '../context.ts';
import type { Contribution } from '../contribution.ts';
import { contributionPaths } from '../journal/paths.ts';
import { type Journal, openJournal } from '../journal/store.ts';
import { takeRequests, watchRequests } from '../requests.ts';
import { openDesk } from './desk.ts';
import { work } from './work.ts';

/** Somebody who only looks (a follow-up) holds the lock for moments. */
const LOCK_WAIT_MS = 15_000;

/**
 * Does a contribution's work until nothing is left to do or it is the user's turn: the body of the engine process. Holds
 * the contribution's lock all the while. May be killed at any moment and called again.
 * @param signal ends it at the next safe point; the contribution then reads as interrupted.
 * @param open how the journal is opened (a test may look over its shoulder).
 * @throws MaestroError `lock.held` when another engine is at work, `journal.two-writers` when the lock was lost.
 */
export async function runEngine(
  ctx: SymphonyContext,
  id: string,
  signal: AbortSignal,
  open: typeof openJournal = openJournal,
): Promise<Contribution> {
  for (;;) {
    const state = await workUnderLock(ctx, id, signal, open);
    // Whoever left a request while this engine was on its way out saw a living one and started none.
    if (signal.aborted || (await takeRequests(ctx.home, id)).length === 0) return state;
  }
}

async function workUnderLock(
  ctx: SymphonyContext,
  id: string,
  signal: AbortSignal,
  open: typeof openJournal,
): Promise<Contribution> {
  const paths = contributionPaths(ctx.home, id);
  const lock = await waitForLock(paths.lock, { clock: ctx.clock, limitMs: LOCK_WAIT_MS, signal });
  try {
    const journal = await open(paths.journal, ctx.clock, ctx.redact, lock.lost);
    try {
      requireBeginning(journal, id);
      await journal.append({ type: 'engine_started', pid: process.pid, version: VERSION });
      const reason = await workWithRequests(ctx, journal, signal, lock.lost);
      await journal.append({ type: 'engine_stopped', reason });
      return journal.state();
    } finally {
      await journal.close();
    }
  } finally {
    await lock.release();
  }
}

/** Works while requests are taken in as they come. */
async function workWithRequests(
  ctx: SymphonyContext,
  journal: Journal,
  signal: AbortSignal,
  lost: AbortSignal,
): Promise<string> {
  const { id } = journal.state();
  const desk = openDesk(ctx, journal);
  const rejected = (file: string, why: string): Promise<unknown> =>
    journal.append({
      type: 'notice',
      code: 'request.rejected',
      message: `The request file ${file} was put aside: ${why}.`,
    });
  // Before the first step: a resume or a cancel that this engine was started for.
  for (const request of await takeRequests(
    ctx.home,
    id,
    async (file, why) => void (await rejected(file, why)),
  ))
    await desk.take(request);
  const over = new AbortController();
  const failed = new AbortController();
  const watching = (async () => {
    for await (const request of watchRequests(ctx.home, id, over.signal)) await desk.take(request);
  })().catch((error: unknown) => {
    // Without its requests the engine could not be stopped any more: it stops by itself.
    if (!isAbort(error)) failed.abort(error);
  });
  try {
    const stop = AbortSignal.any([signal, lost, failed.signal]);
    const reason = await work({ ctx, journal, desk, stop, lost });
    failed.signal.throwIfAborted();
    return reason;
  } finally {
    over.abort();
    await watching;
  }
}

function requireBeginning(journal: Journal, id: string): void {
  if (journal.state().id === id) return;
  throw new MaestroError('contribution.unknown', `There is no contribution ${JSON.stringify(id)}.`, {
    remedy: 'List the ids with: maestro symphony status',
  });
}
