import type { Usage } from '../agent.ts';
import type { Stats } from './messages.ts';

/**
 * What a turn used, from the statistics of its `result`: they count one process, which is one turn, also when it continued
 * a session. Gemini leaves thinking out of `output_tokens` (here it is part of the output, as with every agent) and tells it
 * only as what is missing from the total. Null when nothing was counted: after an error the numbers are zeros, whatever was
 * spent. It tells no price.
 */
export function usageOf(stats: Stats): Usage | null {
  if (stats.total_tokens === 0) return null;
  const reasoningTokens = Math.max(0, stats.total_tokens - stats.input_tokens - stats.output_tokens);
  return {
    inputTokens: stats.input_tokens,
    cachedInputTokens: stats.cached,
    outputTokens: stats.output_tokens + reasoningTokens,
    reasoningTokens,
    costUsd: null,
  };
}
