import { addUsage, NO_USAGE, type Usage } from '../agent.ts';
import type { ModelUsage, Result } from './messages.ts';

/**
 * What one run used: the sum over its models, sub-agents included. Versions that do not tell that tell the tokens of the
 * main conversation, and money that is this run's only when the session was not resumed: then it stays unknown.
 */
export function runUsage(result: Pick<Result, 'usage' | 'model_usage_since_last_result'>): Usage {
  const models = Object.values(result.model_usage_since_last_result ?? {});
  if (models.length > 0) return models.map(usageOf).reduce(addKnown);
  const { usage } = result;
  const cached = usage.cache_read_input_tokens ?? 0;
  return {
    ...NO_USAGE,
    inputTokens: usage.input_tokens + cached + (usage.cache_creation_input_tokens ?? 0),
    cachedInputTokens: cached,
    outputTokens: usage.output_tokens,
    reasoningTokens: usage.output_tokens_details?.thinking_tokens ?? 0,
  };
}

/** Claude Code counts what was read from the cache, written to it, and neither, apart; a guessed price is no price. */
function usageOf(model: ModelUsage): Usage {
  return {
    inputTokens: model.inputTokens + model.cacheReadInputTokens + model.cacheCreationInputTokens,
    cachedInputTokens: model.cacheReadInputTokens,
    outputTokens: model.outputTokens,
    reasoningTokens: model.thinkingTokens ?? 0,
    costUsd: model.costBasis === 'unknown' ? null : (model.costUSD ?? null),
  };
}

/** A sum in which one price is missing is not the price of the whole. */
function addKnown(a: Usage, b: Usage): Usage {
  const known = a.costUsd !== null && b.costUsd !== null;
  return { ...addUsage(a, b), ...(known ? {} : { costUsd: null }) };
}
