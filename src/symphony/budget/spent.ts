import { tokensOf } from '../../runner/agents/agent.ts';
import type { Contribution } from '../contribution.ts';
import type { Spent } from './check.ts';

const MINUTE_MS = 60_000;

/** What a contribution has spent over its whole life, the turn under way included. */
export function spentBy({ usage, unpricedTokens, workedMs, turn }: Contribution, now: Date): Spent {
  const running = turn ? Math.max(0, now.getTime() - Date.parse(turn.startedAt)) : 0;
  return {
    tokens: tokensOf(usage),
    usd: usage.costUsd ?? 0,
    minutes: (workedMs + running) / MINUTE_MS,
    unpricedTokens,
  };
}
