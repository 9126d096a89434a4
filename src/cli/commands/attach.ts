import { describeError, MaestroError } from '../../platform/errors.ts';
import { onAbort } from '../../platform/on-abort.ts';
import type { SymphonyContext } from '../../symphony/context.ts';
import type { Contribution } from '../../symphony/contribution.ts';
import { findContribution, isEngineAlive } from '../../symphony/contributions.ts';
import { steer } from '../../symphony/control.ts';
import { apply } from '../../symphony/journal/fold.ts';
import { followJournal } from '../../symphony/journal/follow.ts';
import { contributionPaths } from '../../symphony/journal/paths.ts';
import { storyLines } from '../../symphony/story/lines.ts';
import type { Door } from '../door.ts';
import { EXIT } from '../exit.ts';
import { nextAction, summaryLines } from '../render/state.ts';

/** How often a quiet run is checked for a dead engine. */
const ALIVE_CHECK_MS = 1_000;

/**
 * `symphony attach ID [--stay]`: shows a run from its beginning and goes on until it ends or waits for somebody. What is
 * typed meanwhile is sent to the agent.
 */
export async function attach(
  door: Door,
  idOrPrefix: string,
  options: { stay?: boolean } = {},
): Promise<number> {
  const { home } = await door.context();
  const { id } = await findContribution(home, idOrPrefix);
  const last = await watch(door, await door.context(), id, options);
  return exitCodeOf(last);
}

/**
 * Prints a contribution's story as it happens; returns its state when no engine works on it any more. With `stay` it waits
 * for the next engine then, until the view is ended. Ending the view (Ctrl-C) never ends the run.
 */
export async function watch(
  door: Door,
  ctx: SymphonyContext,
  id: string,
  { stay = false }: { stay?: boolean } = {},
): Promise<Contribution> {
  const { terminal } = door;
  const paths = contributionPaths(ctx.home, id);
  const ended = new AbortController();
  const unheard = onAbort(door.signal, () => ended.abort());
  let state: Contribution | undefined;
  if (terminal.interactive) terminal.note(terminal.look('dim', 'Type a line to send it to the agent.'));
  const listening = passOn(door, ctx, id, ended.signal);
  // Twice, because an engine that ends well lets its lock go a moment before its last words have been read here.
  let missing = 0;
  const alive = setInterval(() => {
    void isEngineAlive(ctx.home, id).then((lives) => {
      missing = lives ? 0 : missing + 1;
      if (missing >= 2 && !stay) ended.abort();
    });
  }, ALIVE_CHECK_MS);
  try {
    for await (const event of followJournal(paths.journal, ended.signal)) {
      state = apply(state, event);
      for (const line of storyLines(event, state, terminal)) terminal.out(ctx.redact(line));
      // An earlier engine's last words are followed by a new one's first when the run was resumed.
      if (event.type !== 'engine_stopped' || (await isEngineAlive(ctx.home, id))) continue;
      if (!stay) break;
      const now = await findContribution(ctx.home, id);
      // Only the last stop is news; the earlier ones are being told again.
      if (now.events === state.events)
        for (const line of ['', ...summaryLines(now, terminal)]) terminal.out(line);
    }
  } finally {
    clearInterval(alive);
    ended.abort();
    await listening;
    unheard();
  }
  if (door.signal.aborted) {
    terminal.note(
      `You stopped watching; the run continues. To watch it again: maestro symphony attach ${id}`,
    );
    door.signal.throwIfAborted();
  }
  const contribution = await findContribution(ctx.home, id);
  terminal.out();
  for (const line of summaryLines(contribution, terminal)) terminal.out(line);
  const next = nextAction(contribution);
  if (next) terminal.out(next);
  return contribution;
}

/** Tells the agent what is typed. */
async function passOn(
  { terminal }: Door,
  ctx: SymphonyContext,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  for await (const line of terminal.typed(signal)) {
    if (line.trim() === '') continue;
    await steer(ctx, id, line).catch((error: unknown) => terminal.note(ctx.redact(describeError(error))));
  }
}

/** 0 for an end or a wait that is as it should be, 1 for one that is not. */
export function exitCodeOf(contribution: Contribution): number {
  switch (contribution.state) {
    case 'finishing':
    case 'ready_for_review':
    case 'merged':
    case 'paused':
    case 'cancelled':
      return EXIT.good;
    case 'closed':
    case 'failed':
    case 'claim_lost':
    case 'needs_attention':
    case 'interrupted':
      return EXIT.failed;
    default:
      throw new MaestroError('internal.unexpected', `The engine stopped while ${contribution.state}.`);
  }
}
