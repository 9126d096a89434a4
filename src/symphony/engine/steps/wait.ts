import type { Job } from '../job.ts';

/** Sleeps until the pause ends by itself, then goes on. A request or the end of the engine wakes it. */
export async function wait({ ctx, journal, signal }: Job): Promise<void> {
  const until = Date.parse(journal.state().paused?.until ?? '');
  const ms = until - ctx.clock.now().getTime();
  if (ms > 0) await ctx.clock.sleep(Math.min(ms, MAX_SLEEP_MS), signal);
  signal.throwIfAborted();
  if (ctx.clock.now().getTime() >= until && journal.state().state === 'paused')
    await journal.append({ type: 'resumed' });
}

/** A timer's own limit is 24.8 days; and a laptop that slept finds out within a minute that the time has come. */
const MAX_SLEEP_MS = 60_000;
