import { awakeTime, LOOK_MS } from '../../platform/awake-time.ts';
import { asMaestroError } from '../../platform/errors.ts';
import { onAbort } from '../../platform/on-abort.ts';
import type { Agent, AgentErrorKind, AgentEvent, Turn } from '../agents/agent.ts';
import { bounded } from '../agents/bounded.ts';

/** Milliseconds that an agent gets to end after it was told to. */
const GRACE_MS = 15_000;

/** What a test holds of a turn's time. */
export interface TurnTime {
  graceMs?: number;
  /** In milliseconds, from any beginning; by it silence and time are measured. Without it the time that the machine is awake. */
  now?(): number;
}

/**
 * One turn of any agent, held to the contract: its silence and its time are limited, every text is bounded, exactly one
 * `finished` event comes last, and it never throws. An agent that does not end after its limit is left behind after
 * `graceMs` (each agent ends its own processes).
 */
export async function* limitedTurn(
  agent: Pick<Agent, 'run'>,
  turn: Turn,
  signal: AbortSignal,
  { graceMs = GRACE_MS, now: moment = awakeTime() }: TurnTime = {},
): AsyncGenerator<AgentEvent, void> {
  const stop = new AbortController();
  const expired = new AbortController();
  let reason = '';
  let last: AgentEvent | undefined;
  const expire = (why: string): void => {
    reason = why;
    expired.abort();
  };
  const begun = moment();
  let seen = begun;
  // The time that the reader takes (to journal an event) is not the agent's silence.
  let waiting = false;
  const alive = (): void => {
    seen = moment();
  };
  const watch = setInterval(
    () => {
      const now = moment();
      if (now - begun >= turn.wallLimitMs) expire(`It took longer than ${duration(turn.wallLimitMs)}.`);
      else if (waiting && now - seen >= turn.idleLimitMs)
        expire(`It was silent for ${duration(turn.idleLimitMs)}.`);
    },
    Math.max(5, Math.min(LOOK_MS, turn.idleLimitMs / 4, turn.wallLimitMs / 4)),
  );
  const either = AbortSignal.any([signal, expired.signal]);
  const unheard = onAbort(either, () => stop.abort(either.reason));

  const events = agent.run({ ...turn, alive }, stop.signal);
  try {
    for (;;) {
      alive();
      waiting = true;
      const next = await nextEvent(events, either, graceMs);
      waiting = false;
      const stopped = either.aborted;
      if (next === 'left behind' || (stopped && isUnclearEnd(next)))
        return yield* ending(signal, reason, last);
      if (next === 'over') return yield* broken('The agent ended without saying how.');
      if ('thrown' in next) return yield* broken(asMaestroError(next.thrown).message);
      last = next;
      yield bounded(next);
      if (next.kind === 'finished') return;
    }
  } finally {
    clearInterval(watch);
    unheard();
    stop.abort();
    // Its cleaning up is waited for, but not for ever.
    await within(events.return(undefined), graceMs);
  }
}

type Next = AgentEvent | 'over' | 'left behind' | { thrown: unknown };

/** An end that was brought about from outside says less than we know ourselves. */
function isUnclearEnd(next: Exclude<Next, 'left behind'>): boolean {
  if (next === 'over' || 'thrown' in next) return true;
  return next.kind === 'finished' && next.how !== 'completed';
}

async function nextEvent(
  events: AsyncGenerator<AgentEvent, void>,
  stopped: AbortSignal,
  graceMs: number,
): Promise<Next> {
  let timer: NodeJS.Timeout | undefined;
  let unheard = (): void => undefined;
  const leftBehind = new Promise<'left behind'>((resolve) => {
    unheard = onAbort(stopped, () => {
      timer = setTimeout(() => resolve('left behind'), graceMs);
    });
  });
  try {
    const pulled = events.next().then(
      (next): Next => (next.done ? 'over' : next.value),
      (thrown: unknown): Next => ({ thrown }),
    );
    return await Promise.race([pulled, leftBehind]);
  } finally {
    unheard();
    clearTimeout(timer);
  }
}

/**
 * The end of a turn that was stopped from outside: by its reader, or by a limit. When the last word was of a failure that the
 * agent meant to get over, that failure is the cause and not the silence after it.
 */
function* ending(
  signal: AbortSignal,
  reason: string,
  last: AgentEvent | undefined,
): Generator<AgentEvent, void> {
  if (signal.aborted) yield { kind: 'finished', how: 'interrupted' };
  else if (last?.kind === 'error') yield* broken(`${last.message} ${reason}`, last.error);
  else yield* broken(reason, 'timeout');
}

function* broken(message: string, error: AgentErrorKind = 'crash'): Generator<AgentEvent, void> {
  yield { kind: 'error', error, message, willRetry: false, resetAt: null };
  yield { kind: 'finished', how: 'failed' };
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  // What an agent throws while it is being ended has no reader any more.
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
}

function duration(ms: number): string {
  return ms >= 120_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.round(ms / 100) / 10} seconds`;
}
