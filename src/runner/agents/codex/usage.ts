import { NO_USAGE, type Usage } from '../agent.ts';
import type { Tokens } from './messages.ts';

/** Turns Codex's totals per thread into what was added since the last one. */
export interface UsageMeter {
  /** What this report adds; null when nothing (Codex repeats a report when only its rate limits changed). */
  add(report: {
    threadId: string;
    turnId: string;
    tokenUsage: { total: Tokens; last: Tokens };
  }): Usage | null;
}

/** The newest total of each thread, kept from turn to turn of one process. */
export type ThreadTotals = Map<string, Tokens>;

/**
 * A meter for one turn. A report of an earlier turn (they come after a thread was resumed) only sets the mark from which
 * is counted. Threads that Codex itself starts (its sub-agents) count as well: their tokens are spent, too.
 */
export function usageMeter(
  turn: { threadId: string; turnId: string; resumed: boolean },
  totals: ThreadTotals = new Map(),
): UsageMeter {
  return {
    add({ threadId, turnId, tokenUsage: { total, last } }) {
      const ours = threadId === turn.threadId;
      const before = totals.get(threadId);
      totals.set(threadId, total);
      if (ours && turnId !== turn.turnId) return null;
      // The first report after a resume without any earlier one: `last` is all that is certain. The same when the
      // thread began to count anew.
      const unknown = before === undefined && ours && turn.resumed;
      const added =
        unknown || (before && total.inputTokens < before.inputTokens) ? last : minus(total, before);
      return isNothing(added) ? null : asUsage(added);
    },
  };
}

function minus(total: Tokens, before: Tokens | undefined): Tokens {
  if (!before) return total;
  const less = (key: keyof Tokens): number => Math.max(0, total[key] - before[key]);
  return {
    inputTokens: less('inputTokens'),
    cachedInputTokens: less('cachedInputTokens'),
    outputTokens: less('outputTokens'),
    reasoningOutputTokens: less('reasoningOutputTokens'),
  };
}

function isNothing(tokens: Tokens): boolean {
  return tokens.inputTokens === 0 && tokens.outputTokens === 0;
}

function asUsage(tokens: Tokens): Usage {
  return {
    ...NO_USAGE,
    inputTokens: tokens.inputTokens,
    cachedInputTokens: tokens.cachedInputTokens,
    outputTokens: tokens.outputTokens,
    reasoningTokens: tokens.reasoningOutputTokens,
  };
}
