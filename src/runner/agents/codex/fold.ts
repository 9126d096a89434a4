import type { AgentEvent } from '../agent.ts';
import { errorKind, errorMessage } from './errors.ts';
import { itemCompleted, itemStarted } from './items.ts';
import { limitWatch } from './limits.ts';
import {
  ErrorNotice,
  ItemNotice,
  RateLimitsNotice,
  TokenUsageNotice,
  TurnCompletedNotice,
  type TurnError,
} from './messages.ts';
import { isQuiet } from './quiet.ts';
import { type ThreadTotals, usageMeter } from './usage.ts';

/** Which turn is being followed. */
export interface FollowedTurn {
  cwd: string;
  threadId: string;
  turnId: string;
  /** The thread was there before this turn's process. */
  resumed: boolean;
  /** What the turns before this one have left, in the same process. */
  totals?: ThreadTotals;
}

/** What a notification means: events for the journal, and whether our turn is over with it. */
export interface Folded {
  events: AgentEvent[];
  over: boolean;
}

/** True for the notifications that `codexFold` is to see. */
export const wantsNotification = (method: string): boolean => !isQuiet(method);

/** Turns Codex's notifications, in their order, into the events every agent tells. */
export function codexFold(turn: FollowedTurn): (method: string, params: unknown) => Folded {
  const usage = usageMeter(turn, turn.totals);
  const limits = limitWatch();
  const go = (...events: (AgentEvent | null)[]): Folded => ({
    events: events.filter((event) => event !== null),
    over: false,
  });

  const failure = (error: TurnError, willRetry: boolean): AgentEvent => {
    const kind = errorKind(error);
    const resetAt = kind === 'limit' ? limits.resetAt() : null;
    return { kind: 'error', error: kind, message: errorMessage(error), willRetry, resetAt };
  };

  const completed = (notice: ReturnType<typeof TurnCompletedNotice.parse>): Folded => {
    // Turns of the threads that Codex starts by itself end without ours ending.
    if (notice.threadId !== turn.threadId || notice.turn.id !== turn.turnId) return go();
    const { status, error } = notice.turn;
    const how = status === 'completed' || status === 'interrupted' ? status : 'failed';
    const told =
      how === 'failed' ? [failure(error ?? { message: `The turn ended as ${status}.` }, false)] : [];
    return { events: [...told, { kind: 'finished', how }], over: true };
  };

  return (method, params) => {
    switch (method) {
      case 'item/started':
      case 'item/completed': {
        const parsed = ItemNotice.safeParse(params);
        if (!parsed.success) return go(unknown(method, params));
        const { item } = parsed.data;
        if (!('id' in item)) return go();
        return go(...(method === 'item/started' ? itemStarted(item) : itemCompleted(item, turn.cwd)));
      }
      case 'thread/tokenUsage/updated': {
        const parsed = TokenUsageNotice.safeParse(params);
        if (!parsed.success) return go(unknown(method, params));
        const added = usage.add(parsed.data);
        return go(added && { kind: 'usage', usage: added });
      }
      case 'account/rateLimits/updated': {
        const parsed = RateLimitsNotice.safeParse(params);
        return go(parsed.success ? limits.update(parsed.data.rateLimits) : unknown(method, params));
      }
      case 'error': {
        const parsed = ErrorNotice.safeParse(params);
        if (!parsed.success) return go(unknown(method, params));
        // A final error comes again, with the end of its turn.
        return go(parsed.data.willRetry ? failure(parsed.data.error, true) : null);
      }
      case 'turn/completed': {
        const parsed = TurnCompletedNotice.safeParse(params);
        return parsed.success ? completed(parsed.data) : go(unknown(method, params));
      }
      default:
        return go(isQuiet(method) ? null : unknown(method, params));
    }
  };
}

function unknown(method: string, params: unknown): AgentEvent {
  return { kind: 'unknown', raw: JSON.stringify({ method, params }) };
}
